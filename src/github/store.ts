import { ActionError } from '../errors';
import { describe, statusOf } from '../http/outcome';
import type { GitHubClient } from './client';
import { readPublicKey, type WritableSecret } from './locate';
import { routeToWrite, secretLabel } from './places';
import { adviceForWrite } from './refusals';

/** A value, sealed for one secret; `store` keeps it up to date. */
export interface SealedSecret<Secret extends WritableSecret = WritableSecret> {
  secret: Secret;
  /** base64, for `secret.publicKey` */
  encryptedValue: string;
  state:
    | { kind: 'pending' }
    | { kind: 'stored'; at: Date }
    | { kind: 'refused'; what: string; advice: string };
}

/** Seals one value for every secret. From here on it can be rescued, whatever happens. */
export async function sealFor<Secret extends WritableSecret>(
  secrets: Secret[],
  value: string,
): Promise<SealedSecret<Secret>[]> {
  const { seal } = await import('./sealed-box');
  return Promise.all(
    secrets.map(async (secret) => ({
      secret,
      encryptedValue: await seal(value, secret.publicKey.bytes),
      state: { kind: 'pending' } as const,
    })),
  );
}

/**
 * Writes what was sealed, all at once; one that fails does not stop the others. What became of each
 * stands on it afterwards. A public key that was replaced meanwhile (422) is read again and the
 * value sealed again, once.
 */
export async function store(
  sealed: SealedSecret[],
  value: string,
  github: GitHubClient,
): Promise<void> {
  const ends = await Promise.allSettled(sealed.map((one) => storeOne(one, value, github)));
  const fault = ends.find((end) => end.status === 'rejected');
  if (fault) throw fault.reason;
}

/** What a write sends, whether it is ours or that of the person who pastes the recovery. */
export function writeBody({ secret, encryptedValue }: SealedSecret): {
  encrypted_value: string;
  key_id: string;
  visibility?: string;
  selected_repository_ids?: number[];
} {
  return { encrypted_value: encryptedValue, key_id: secret.publicKey.keyId, ...secret.sharing };
}

async function storeOne(sealed: SealedSecret, value: string, github: GitHubClient): Promise<void> {
  let result = await write(sealed, github);
  if (statusOf(result) === 422) {
    try {
      await sealAgain(sealed, value, github);
      result = await write(sealed, github);
    } catch (error) {
      // The write is what failed: the key that could not be read is only why it was not repeated.
      const why = error instanceof ActionError ? error : undefined;
      sealed.state = {
        kind: 'refused',
        what: `status 422.${github.said(result)} The public key could not be read again: ${why?.message ?? String(error)}`,
        advice: `${why?.hint ?? ''} GitHub refused this very value: if it refuses the command too, it cannot be saved, and you must authorise again.`,
      };
      return;
    }
  }
  sealed.state = [201, 204].includes(statusOf(result) ?? 0)
    ? { kind: 'stored', at: new Date() }
    : {
        kind: 'refused',
        what: `${describe(result)}.${github.said(result)}`,
        advice: adviceForWrite(result),
      };
}

async function write(sealed: SealedSecret, github: GitHubClient) {
  const { secret } = sealed;
  const route = routeToWrite(secret, writeBody(sealed));
  return github.ask({ operation: `store ${secretLabel(secret)}`, ...route });
}

async function sealAgain(sealed: SealedSecret, value: string, github: GitHubClient): Promise<void> {
  const { seal } = await import('./sealed-box');
  const { publicKey } = await readPublicKey(sealed.secret, github);
  const encryptedValue = await seal(value, publicKey.bytes);
  // Both at once: a recovery printed between the two would not open.
  sealed.secret = { ...sealed.secret, publicKey };
  sealed.encryptedValue = encryptedValue;
}
