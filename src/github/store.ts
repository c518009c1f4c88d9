import { type HttpOutcome, statusOf } from '../http/outcome';
import { sentAt } from '../http/retry';
import { inOrder } from '../process/phase';
import type { GitHubClient } from './client';
import { readPublicKey, type SecretTarget, sealUnder } from './locate';
import { type SecretPlace, secretLabel, writeEndpoint } from './places';
import { GitHubRefusal, refusalOf } from './refusals';
import type { Seal, SealValue } from './sealed-box';

export interface PendingWrite {
  target: SecretTarget;
  /** base64, sealed with `target.publicKey` */
  encryptedValue: string;
  /** Seals the value with another key of the place; undefined if the value is not known here. */
  sealWith: SealValue | undefined;
  state:
    | { kind: 'pending' }
    /** by GitHub's clock */
    | { kind: 'stored'; at: Date }
    /** somebody has written the secret since it was read: nothing is to be stored */
    | { kind: 'superseded' }
    | FailedWrite;
  /** the sealed value of the recovery command that was printed for this write, if one was */
  printedValue?: string | undefined;
}

export interface FailedWrite {
  kind: 'failed';
  refusal: GitHubRefusal;
  /** why a stale key (422) could not be replaced, if that was the problem */
  keyRefusal?: GitHubRefusal;
}

/** The names of the secrets of a place whose writes ended in this way. */
export function namesAt(
  place: SecretPlace,
  writes: PendingWrite[],
  kind: PendingWrite['state']['kind'],
): string[] {
  const here = writes.filter(({ target, state }) => target.place === place && state.kind === kind);
  return here.map(({ target }) => target.name);
}

export interface StoreEvents {
  /** Called before a write is sent; returns the state of one that is not to be sent. */
  check?: (write: PendingWrite, client: GitHubClient) => Promise<PendingWrite['state'] | undefined>;
  onSent?: (write: PendingWrite) => void;
  /** a write was sealed again, or its state has changed */
  onChange?: () => void;
}

/** Seals a value under the public key of its target, to be stored. */
export async function sealFor(target: SecretTarget, value: string, seal: Seal) {
  const sealWith: SealValue = (publicKey) => seal(value, publicKey);
  const encryptedValue = await sealWith(target.publicKey.bytes);
  const write: PendingWrite = { target, encryptedValue, sealWith, state: { kind: 'pending' } };
  return write;
}

/**
 * Writes side by side; afterwards the `state` of each says what became of it. If a public key is stale
 * (422), it is read again and the value sealed again, once. Throws only on a bug.
 */
export async function store(
  writes: PendingWrite[],
  client: GitHubClient,
  events: StoreEvents = {},
) {
  const storeOne = async (write: PendingWrite) => {
    const prevented = await events.check?.(write, client);
    write.state = prevented ?? (await attemptStore(write, client, events));
    events.onChange?.();
  };
  await inOrder(writes.map(storeOne));
}

/** The body of a write, ours or that of the person who pastes the recovery command. */
export function writeBody({ target, encryptedValue }: PendingWrite) {
  return { encrypted_value: encryptedValue, key_id: target.publicKey.keyId, ...target.sharing };
}

async function attemptStore(
  write: PendingWrite,
  client: GitHubClient,
  events: StoreEvents,
): Promise<PendingWrite['state']> {
  const send = () =>
    client.send({
      operation: `store ${secretLabel(write.target)}`,
      ...writeEndpoint(write.target, writeBody(write)),
      onSent: () => events.onSent?.(write),
    });
  let outcome = await send();
  if (statusOf(outcome) === 422 && write.sealWith) {
    const keyRefusal = await sealAgain(write, write.sealWith, client);
    if (keyRefusal) return { ...failed(outcome, write, client), keyRefusal };
    events.onChange?.();
    outcome = await send();
  }
  if (outcome.kind === 'response' && [201, 204].includes(outcome.status)) {
    return { kind: 'stored', at: new Date(sentAt(outcome)) };
  }
  return failed(outcome, write, client);
}

function failed(
  outcome: HttpOutcome,
  { target: secret, sealWith }: PendingWrite,
  client: GitHubClient,
): FailedWrite {
  const refusal = refusalOf(outcome, { part: 'value', secret }, client);
  if (refusal.facts.status !== 422 || sealWith !== undefined) return { kind: 'failed', refusal };
  return { kind: 'failed', refusal: new GitHubRefusal({ ...refusal.facts, kind: 'key-changed' }) };
}

/** Reads the public key of the place once more, and seals with it. Returns why it could not. */
async function sealAgain(write: PendingWrite, sealWith: SealValue, client: GitHubClient) {
  try {
    const { publicKey } = await readPublicKey(write.target, client);
    const target = { ...write.target, publicKey };
    const encryptedValue = await sealUnder(target, sealWith, client);
    // Together: a recovery command printed between the two would not work.
    Object.assign(write, { target, encryptedValue });
    return undefined;
  } catch (error) {
    if (error instanceof GitHubRefusal) return error;
    throw error;
  }
}
