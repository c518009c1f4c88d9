import type { Secret, Visibility } from '../github/places';
import type { PendingWrite } from '../github/store';
import { maxStateLength, maxStateValueLength } from '../limits';

const prefix = 'write_';

/** What the post step needs to store a value, beside the sealed value: all of it may be public. */
interface SavedWrite extends Secret {
  updatedAt: string | undefined;
  publicKey: { key: string; keyId: string };
  visibility: Visibility | undefined;
  isPrinted: boolean;
  apiUrl: string;
}

/**
 * The state to save for the post step, by name: each write that is not stored, sealed, and '' for one
 * that is, or that does not fit. One variable each, because the length of a variable is limited.
 */
export function toState(writes: PendingWrite[], apiUrl: URL): Map<string, string> {
  let left = maxStateLength;
  return new Map(
    writes.map((write, index) => {
      const value = write.state.kind === 'stored' ? '' : toValue(write, apiUrl);
      const fits = value.length <= Math.min(left, maxStateValueLength);
      if (fits) left -= value.length;
      return [`${prefix}${index}`, fits ? value : ''];
    }),
  );
}

/** Whether everything that is not stored fits into the state. */
export function fitsIntoState(writes: PendingWrite[], apiUrl: URL): boolean {
  const values = [...toState(writes, apiUrl).values()];
  return writes.every(({ state }, index) => state.kind === 'stored' || values[index] !== '');
}

/**
 * In an alphabet that no shell and no hook of a runner rewrites (runner-container-hooks#61 put a
 * backslash before each `=`). The JSON comes last, so that a value which was cut cannot be read.
 */
function toValue({ target, encryptedValue, printedValue }: PendingWrite, apiUrl: URL): string {
  const { name, place, updatedAt, publicKey, sharing } = target;
  const saved: SavedWrite = {
    name,
    place,
    updatedAt: updatedAt?.toISOString(),
    publicKey: { key: Buffer.from(publicKey.bytes).toString('base64'), keyId: publicKey.keyId },
    visibility: sharing?.visibility,
    isPrinted: printedValue === encryptedValue,
    apiUrl: apiUrl.href,
  };
  const parts = [Buffer.from(encryptedValue, 'base64'), Buffer.from(JSON.stringify(saved))];
  return parts.map((part) => part.toString('base64url')).join('.');
}

/** What the main step saved and did not see stored, and how many values of it cannot be read. */
export function readSavedWrites(env: NodeJS.ProcessEnv) {
  const values = savedValues(env);
  const saved = values.flatMap((value) => {
    try {
      return [toWrite(value)];
    } catch {
      // One that cannot be read must not keep the others from being stored.
      return [];
    }
  });
  const writes = saved.map(({ write }) => write);
  return { writes, apiUrl: saved[0]?.apiUrl, unreadable: values.length - saved.length };
}

/** Whether there is anything for the post step to do. */
export function hasSavedWrites(env: NodeJS.ProcessEnv): boolean {
  return savedValues(env).length > 0;
}

function savedValues(env: NodeJS.ProcessEnv): string[] {
  return Object.entries(env).flatMap(([name, value]) =>
    value && name.startsWith(`STATE_${prefix}`) ? [value] : [],
  );
}

function toWrite(value: string): { write: PendingWrite; apiUrl: string } {
  const [sealed = '', json = ''] = value.split('.');
  const saved: SavedWrite = JSON.parse(Buffer.from(json, 'base64url').toString());
  const { name, place, updatedAt, publicKey, visibility, isPrinted } = saved;
  const write: PendingWrite = {
    target: {
      name,
      place,
      updatedAt: updatedAt === undefined ? undefined : new Date(updatedAt),
      publicKey: { bytes: Buffer.from(publicKey.key, 'base64'), keyId: publicKey.keyId },
      sharing: visibility && { visibility },
    },
    encryptedValue: Buffer.from(sealed, 'base64url').toString('base64'),
    sealWith: undefined,
    state: { kind: 'pending' },
    // Printed again if it cannot be stored: nobody knows whether the main step's log got through.
    printedValue: isPrinted ? '' : undefined,
  };
  return { write, apiUrl: saved.apiUrl };
}
