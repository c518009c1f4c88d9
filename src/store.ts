import { ActionError } from './errors';
import type { GitHubClient } from './github';
import { adviceForWrite } from './github-refusal';
import type { HttpAnswer } from './http';
import { HttpFailure } from './http-failure';
import { type LocatedSecret, readPublicKey } from './locate';
import { outcome } from './outcome';
import { routeTo, secretLabel } from './secret-place';

/** A new refresh token, sealed for one secret; `store` keeps it up to date. */
export interface SealedToken {
  secret: LocatedSecret;
  /** base64, for `secret.publicKey` */
  sealed: string;
  /** when GitHub took it; undefined until then */
  storedAt: Date | undefined;
  /** why it is not stored and what to do about that, once it is known */
  problem?: { what: string; advice: string };
}

/** Seals the token for every secret. From here on it can be rescued, whatever happens. */
export async function sealToken(
  refreshToken: string,
  located: LocatedSecret[],
): Promise<SealedToken[]> {
  const { seal } = await import('./sealed-box');
  return Promise.all(
    located.map(async (secret) => ({
      secret,
      sealed: await seal(refreshToken, secret.publicKey.bytes),
      storedAt: undefined,
    })),
  );
}

/**
 * Writes every sealed token; one that fails does not stop the others. What became
 * of each stands on it afterwards. A public key that was replaced meanwhile (422) is read again and
 * the value sealed again, once.
 */
export async function store(
  refreshToken: string,
  tokens: SealedToken[],
  github: GitHubClient,
): Promise<void> {
  await Promise.all(tokens.map((token) => storeOne(refreshToken, token, github)));
}

/** What a write sends, whether it is ours or that of the person who pastes the recovery. */
export function writeBody({ secret, sealed }: SealedToken): {
  encrypted_value: string;
  key_id: string;
  visibility?: string;
  selected_repository_ids?: number[];
} {
  return { encrypted_value: sealed, key_id: secret.publicKey.keyId, ...secret.sharing };
}

async function storeOne(
  refreshToken: string,
  token: SealedToken,
  github: GitHubClient,
): Promise<void> {
  let result = await write(token, github);
  if (!(result instanceof HttpFailure) && result.status === 422) {
    try {
      await sealAgain(refreshToken, token, github);
      result = await write(token, github);
    } catch (error) {
      // The write is what failed: the key that could not be read is only why it was not repeated.
      const why = error instanceof ActionError ? error : undefined;
      token.problem = {
        what: `status 422.${github.said(result)} The public key could not be read again: ${why?.message ?? String(error)}`,
        advice: `${why?.hint ?? ''} GitHub refused this very value: if it refuses the command too, the token cannot be saved, and you must authorise again.`,
      };
      return;
    }
  }
  if (isStored(result)) {
    token.storedAt = new Date();
    return;
  }
  token.problem = {
    what: `${outcome(result)}.${github.said(result)}`,
    advice: adviceForWrite(result),
  };
}

async function write(token: SealedToken, github: GitHubClient) {
  const { secret } = token;
  const route = routeTo(secret.place, 'PUT /{secret_name}', {
    secret_name: secret.name,
    ...writeBody(token),
  });
  return github.ask({ operation: `store ${secretLabel(secret)}`, ...route });
}

async function sealAgain(
  refreshToken: string,
  token: SealedToken,
  github: GitHubClient,
): Promise<void> {
  const { seal } = await import('./sealed-box');
  const { publicKey } = await readPublicKey(token.secret, github);
  const sealed = await seal(refreshToken, publicKey.bytes);
  // Both at once: a recovery printed between the two would not open.
  token.secret = { ...token.secret, publicKey };
  token.sealed = sealed;
}

function isStored(result: HttpAnswer | HttpFailure): boolean {
  return !(result instanceof HttpFailure) && (result.status === 201 || result.status === 204);
}
