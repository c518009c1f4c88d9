import { ActionError } from '../errors';
import { describeOutcome, type HttpOutcome, statusOf } from '../http/outcome';
import type { GitHubClient } from './client';
import { readPublicKey, type SecretTarget } from './locate';
import { secretLabel, writeEndpoint } from './places';
import { adviceForWrite } from './refusals';

/**
 * The time for all writes, in milliseconds. The first wait is long: a GitHub that is down is often
 * back within half a minute, and nothing else needs the time.
 */
export const storeTimes = { limitMs: 120_000, tryTimeoutMs: 15_000, firstWaitMs: 2_000 };

/** A value that is sealed for one secret. `store` updates it. */
export interface PendingWrite {
  target: SecretTarget;
  /** the value in the clear, in case it must be sealed again */
  value: string;
  /** base64, sealed with `target.publicKey` */
  encryptedValue: string;
  /** `problem` and `advice` are sentences */
  state:
    | { kind: 'pending' }
    | { kind: 'stored'; at: Date }
    | { kind: 'refused'; problem: string; advice: string };
  /** the sealed value of the recovery command that was printed for this write, if one was */
  printedValue?: string;
}

/** Seals `value` for one secret. */
export async function sealFor(target: SecretTarget, value: string): Promise<PendingWrite> {
  const { seal } = await import('./sealed-box');
  const encryptedValue = await seal(value, target.publicKey.bytes);
  return { target, value, encryptedValue, state: { kind: 'pending' } };
}

/**
 * Writes side by side; one that fails does not stop the others. Afterwards each write says what
 * became of it. If a public key is stale (422), it is read again and the value sealed again, once.
 *
 * @throws what is not an answer of GitHub: a fault of ours
 */
export async function store(writes: PendingWrite[], client: GitHubClient): Promise<void> {
  const results = await Promise.allSettled(writes.map((write) => storeOne(write, client)));
  const fault = results.find((result) => result.status === 'rejected');
  if (fault) throw fault.reason;
}

/** The body of a write, ours or that of the person who pastes the recovery command. */
export function writeBody({ target, encryptedValue }: PendingWrite): {
  encrypted_value: string;
  key_id: string;
  visibility?: string;
  selected_repository_ids?: number[];
} {
  return { encrypted_value: encryptedValue, key_id: target.publicKey.keyId, ...target.sharing };
}

async function storeOne(write: PendingWrite, client: GitHubClient): Promise<void> {
  let outcome = await send(write, client);
  if (statusOf(outcome) === 422) {
    try {
      await sealAgain(write, client);
    } catch (error) {
      write.state = refusedForStaleKey(outcome, error, client);
      return;
    }
    outcome = await send(write, client);
  }
  write.state = [201, 204].includes(statusOf(outcome) ?? 0)
    ? { kind: 'stored', at: new Date() }
    : {
        kind: 'refused',
        problem: `${describeOutcome(outcome)}.${client.quote(outcome)}`,
        advice: adviceForWrite(outcome, client.vocabulary),
      };
}

function send(write: PendingWrite, client: GitHubClient): Promise<HttpOutcome> {
  const { target } = write;
  const operation = `store ${secretLabel(target)}`;
  return client.send({ operation, ...writeEndpoint(target, writeBody(write)) });
}

async function sealAgain(write: PendingWrite, client: GitHubClient): Promise<void> {
  const { publicKey } = await readPublicKey(write.target, client);
  const { target, encryptedValue } = await sealFor({ ...write.target, publicKey }, write.value);
  // Together: a recovery command printed between the two would not work.
  Object.assign(write, { target, encryptedValue });
}

/** The write is what failed; the key that could not be read only explains why it was not repeated. */
function refusedForStaleKey(
  outcome: HttpOutcome,
  error: unknown,
  client: GitHubClient,
): PendingWrite['state'] {
  const { message, hint } =
    error instanceof ActionError ? error : { message: String(error), hint: '' };
  return {
    kind: 'refused',
    problem: `${describeOutcome(outcome)}.${client.quote(outcome)} The public key could not be read again: ${message}`,
    advice: `${hint} If GitHub refuses the command too, the value cannot be stored, and you must authorise again.`,
  };
}
