import { ActionError } from './errors';
import type { GitHubClient } from './github';
import { adviceForWrite } from './github-refusal';
import { describe, statusOf } from './http-outcome';
import { type LocatedSecret, readPublicKey } from './locate';
import { routeToWrite, secretLabel } from './secret-place';

/** A new refresh token, sealed for one secret; `store` keeps it up to date. */
export interface SealedToken {
  secret: LocatedSecret;
  /** base64, for `secret.publicKey` */
  encryptedValue: string;
  state:
    | { kind: 'pending' }
    | { kind: 'stored'; at: Date }
    | { kind: 'refused'; what: string; advice: string };
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
      encryptedValue: await seal(refreshToken, secret.publicKey.bytes),
      state: { kind: 'pending' } as const,
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
  const ends = await Promise.allSettled(
    tokens.map((token) => storeOne(refreshToken, token, github)),
  );
  const fault = ends.find((end) => end.status === 'rejected');
  if (fault) throw fault.reason;
}

/** What a write sends, whether it is ours or that of the person who pastes the recovery. */
export function writeBody({ secret, encryptedValue }: SealedToken): {
  encrypted_value: string;
  key_id: string;
  visibility?: string;
  selected_repository_ids?: number[];
} {
  return { encrypted_value: encryptedValue, key_id: secret.publicKey.keyId, ...secret.sharing };
}

async function storeOne(
  refreshToken: string,
  token: SealedToken,
  github: GitHubClient,
): Promise<void> {
  let result = await write(token, github);
  if (statusOf(result) === 422) {
    try {
      await sealAgain(refreshToken, token, github);
      result = await write(token, github);
    } catch (error) {
      // The write is what failed: the key that could not be read is only why it was not repeated.
      const why = error instanceof ActionError ? error : undefined;
      token.state = {
        kind: 'refused',
        what: `status 422.${github.said(result)} The public key could not be read again: ${why?.message ?? String(error)}`,
        advice: `${why?.hint ?? ''} GitHub refused this very value: if it refuses the command too, the token cannot be saved, and you must authorise again.`,
      };
      return;
    }
  }
  token.state = [201, 204].includes(statusOf(result) ?? 0)
    ? { kind: 'stored', at: new Date() }
    : {
        kind: 'refused',
        what: `${describe(result)}.${github.said(result)}`,
        advice: adviceForWrite(result),
      };
}

async function write(token: SealedToken, github: GitHubClient) {
  const { secret } = token;
  const route = routeToWrite(secret, writeBody(token));
  return github.ask({ operation: `store ${secretLabel(secret)}`, ...route });
}

async function sealAgain(
  refreshToken: string,
  token: SealedToken,
  github: GitHubClient,
): Promise<void> {
  const { seal } = await import('./sealed-box');
  const { publicKey } = await readPublicKey(token.secret, github);
  const encryptedValue = await seal(refreshToken, publicKey.bytes);
  // Both at once: a recovery printed between the two would not open.
  token.secret = { ...token.secret, publicKey };
  token.encryptedValue = encryptedValue;
}
