import { ActionError } from '../errors';
import { describeOutcome, type HttpOutcome, statusOf } from '../http/outcome';
import type { GitHubClient } from './client';
import { readPublicKey, type SecretTarget } from './locate';
import { secretLabel, type WriteBody, writeEndpoint } from './places';
import { adviceForWrite } from './refusals';
import type { Seal } from './sealed-box';

/**
 * The time for all writes, in milliseconds. The first wait is long: a GitHub that is down is often
 * back within half a minute, and nothing else needs the time.
 */
export const storeTimes = { limitMs: 120_000, tryTimeoutMs: 15_000, firstWaitMs: 2_000 };

/** A value that is sealed for one secret. `store` updates it. */
export interface PendingWrite {
  target: SecretTarget;
  /** base64, sealed with `target.publicKey` */
  encryptedValue: string;
  /** Seals the value with another key of the place; undefined if the value is not known here. */
  sealAgain: ((publicKey: Uint8Array) => Promise<string>) | undefined;
  /** `problem` and `advice` are complete sentences, to show */
  state:
    | { kind: 'pending' }
    | { kind: 'stored'; at: Date }
    /** somebody has written or deleted the secret since it was read: nothing is to be stored */
    | { kind: 'superseded' }
    | { kind: 'failed'; problem: string; advice: string };
  /** the sealed value of the recovery command that was printed for this write, if one was */
  printedValue?: string | undefined;
}

/** What `store` reports while it works. */
export interface StoreEvents {
  /** a write has left */
  onSent?: (write: PendingWrite) => void;
  /** a write was sealed again, or its state has changed */
  onChange?: () => void;
}

/** Seals `value` for one secret. */
export async function sealFor(
  target: SecretTarget,
  value: string,
  seal: Seal,
): Promise<PendingWrite> {
  const sealAgain = (publicKey: Uint8Array) => seal(value, publicKey);
  const encryptedValue = await sealAgain(target.publicKey.bytes);
  return { target, encryptedValue, sealAgain, state: { kind: 'pending' } };
}

/**
 * Writes side by side; one that fails does not stop the others. Afterwards the `state` of each says
 * whether it was stored. If a public key is stale (422), it is read again and the value sealed again,
 * once.
 *
 * @throws only on a bug
 */
export async function store(
  writes: PendingWrite[],
  client: GitHubClient,
  events: StoreEvents = {},
): Promise<void> {
  const results = await Promise.allSettled(writes.map((write) => storeOne(write, client, events)));
  const bug = results.find((result) => result.status === 'rejected');
  if (bug) throw bug.reason;
}

/** The body of a write, ours or that of the person who pastes the recovery command. */
export function writeBody({ target, encryptedValue }: PendingWrite): WriteBody {
  return { encrypted_value: encryptedValue, key_id: target.publicKey.keyId, ...target.sharing };
}

async function storeOne(
  write: PendingWrite,
  client: GitHubClient,
  events: StoreEvents,
): Promise<void> {
  write.state = await attemptStore(write, client, events);
  events.onChange?.();
}

async function attemptStore(
  write: PendingWrite,
  client: GitHubClient,
  events: StoreEvents,
): Promise<PendingWrite['state']> {
  const { sealAgain } = write;
  const onSent = () => events.onSent?.(write);
  let outcome = await send(write, client, onSent);
  if (statusOf(outcome) === 422 && sealAgain) {
    try {
      const { publicKey } = await readPublicKey(write.target, client);
      const encryptedValue = await sealAgain(publicKey.bytes);
      // Together: a recovery command printed between the two would not work.
      Object.assign(write, { target: { ...write.target, publicKey }, encryptedValue });
    } catch (error) {
      if (!(error instanceof ActionError)) throw error;
      return failedForStaleKey(outcome, error, client);
    }
    events.onChange?.();
    outcome = await send(write, client, onSent);
  }
  if ([201, 204].includes(statusOf(outcome) ?? 0)) return { kind: 'stored', at: new Date() };
  return {
    kind: 'failed',
    problem: `${describeOutcome(outcome)}.${client.quote(outcome)}`,
    advice: adviceForWrite(outcome, write.target.place, client),
  };
}

function send(write: PendingWrite, client: GitHubClient, onSent: () => void): Promise<HttpOutcome> {
  const { target } = write;
  const operation = `store ${secretLabel(target)}`;
  return client.send({ operation, ...writeEndpoint(target, writeBody(write)), onSent });
}

/** The state of a write that failed with a stale key (422) when the new key could not be read. */
function failedForStaleKey(
  outcome: HttpOutcome,
  { message, hint }: ActionError,
  client: GitHubClient,
): PendingWrite['state'] {
  return {
    kind: 'failed',
    problem: `${describeOutcome(outcome)}.${client.quote(outcome)} The public key could not be read again: ${message}`,
    advice: `${hint} If GitHub also refuses the command, authorise again.`,
  };
}
