import type { SecretPlace } from '../github/places';
import type { PendingWrite } from '../github/store';
import { maxStateLength } from '../limits';

const prefix = 'write_';

/** The state that tells the end of the job from the main step: both start `dist/index.js`. */
export const endOfJob = ['stage', 'end-of-job'] as const;

export function isEndOfJob(env: NodeJS.ProcessEnv): boolean {
  const [name, value] = endOfJob;
  return env[`STATE_${name}`] === value;
}

/** What the end of the job needs to store a value: all of it may be public. */
interface SavedWrite {
  name: string;
  place: SecretPlace;
  updatedAt: string | undefined;
  publicKey: { key: string; keyId: string };
  sharing: PendingWrite['target']['sharing'];
  encryptedValue: string;
  isPrinted: boolean;
}

/**
 * The state to save for the end of the job, by name: each write that is not stored, sealed, and ''
 * for one that is. One variable each, because the length of a variable is limited.
 */
export function toState(writes: PendingWrite[]): Map<string, string> {
  return new Map(writes.map((write, index) => [`${prefix}${index}`, toValue(write)]));
}

function toValue({ target, encryptedValue, state, printedValue }: PendingWrite): string {
  if (state.kind === 'stored') return '';
  const { name, place, updatedAt, publicKey, sharing } = target;
  const saved: SavedWrite = {
    name,
    place,
    updatedAt: updatedAt?.toISOString(),
    publicKey: { key: Buffer.from(publicKey.bytes).toString('base64'), keyId: publicKey.keyId },
    sharing,
    encryptedValue,
    isPrinted: printedValue === encryptedValue,
  };
  const value = JSON.stringify(saved);
  return value.length > maxStateLength ? '' : value;
}

/** The writes that the main step saved and did not see stored, and how many cannot be read. */
export function readSavedWrites(env: NodeJS.ProcessEnv): {
  writes: PendingWrite[];
  damaged: number;
} {
  const values = savedValues(env);
  const writes = values.flatMap((value) => {
    try {
      return [toWrite(JSON.parse(value))];
    } catch {
      // One damaged value must not keep the others from being stored.
      return [];
    }
  });
  return { writes, damaged: values.length - writes.length };
}

export function hasSavedWrites(env: NodeJS.ProcessEnv): boolean {
  return savedValues(env).length > 0;
}

function savedValues(env: NodeJS.ProcessEnv): string[] {
  return Object.entries(env).flatMap(([name, value]) =>
    value && name.startsWith(`STATE_${prefix}`) ? [value] : [],
  );
}

function toWrite(saved: SavedWrite): PendingWrite {
  const { name, place, updatedAt, publicKey, sharing, encryptedValue, isPrinted } = saved;
  const bytes = Buffer.from(publicKey.key, 'base64');
  return {
    target: {
      name,
      place,
      updatedAt: updatedAt === undefined ? undefined : new Date(updatedAt),
      publicKey: { bytes, keyId: publicKey.keyId },
      sharing,
    },
    encryptedValue,
    sealWith: undefined,
    state: { kind: 'pending' },
    // Printed again if it cannot be stored: nobody knows whether the main step's log got through.
    printedValue: isPrinted ? '' : undefined,
  };
}
