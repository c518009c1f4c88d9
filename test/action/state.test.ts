import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  endOfJob,
  hasSavedWrites,
  isEndOfJob,
  readSavedWrites,
  toState,
} from '../../src/action/state';
import type { SecretPlace } from '../../src/github/places';
import { type PendingWrite, sealFor } from '../../src/github/store';
import {
  environment,
  failedWrite,
  organization,
  repository,
  seal,
  targetAt,
  writeTo,
} from '../github/scripted-github';

/** The environment of the end of the job: the runner turns state into variables. */
const toEnvironment = (state: Map<string, string>) =>
  Object.fromEntries([...state].map(([name, value]) => [`STATE_${name}`, value]));

const afterwards = (...writes: PendingWrite[]) =>
  readSavedWrites(toEnvironment(toState(writes))).writes;

it('the end of the job is told from the main step by its state', () => {
  const [name, value] = endOfJob;
  expect(isEndOfJob({ [`STATE_${name}`]: value })).toBe(true);
  expect(isEndOfJob({ [`STATE_${name}`]: '' })).toBe(false);
  expect(isEndOfJob({})).toBe(false);
});

describe('a write that is saved', () => {
  const text = fc.string({ unit: 'binary', minLength: 1 });
  const date = fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-12-31') });
  const place: fc.Arbitrary<SecretPlace> = fc.oneof(
    fc.record({ kind: fc.constant('repository' as const), owner: text, repo: text }),
    fc.record({
      kind: fc.constant('environment' as const),
      owner: text,
      repo: text,
      environment_name: text,
    }),
    fc.record({ kind: fc.constant('organization' as const), org: text }),
  );
  const sharing = fc.option(
    fc.record(
      {
        visibility: fc.constantFrom('all' as const, 'private' as const, 'selected' as const),
        selected_repository_ids: fc.array(fc.maxSafeNat()),
      },
      { requiredKeys: ['visibility'] },
    ),
    { nil: undefined },
  );
  const write = fc.record({
    name: text,
    place,
    sharing,
    updatedAt: fc.option(date, { nil: undefined }),
    keyId: text,
    bytes: fc.uint8Array({ minLength: 32, maxLength: 32 }),
    encryptedValue: text,
    isPrinted: fc.boolean(),
  });

  it('is read again as it was', () => {
    fc.assert(
      fc.property(fc.array(write, { maxLength: 4 }), (all) => {
        const writes = all.map(({ keyId, bytes, encryptedValue, isPrinted, ...target }) => ({
          target: { ...target, publicKey: { bytes: Buffer.from(bytes), keyId } },
          encryptedValue,
          sealWith: undefined,
          state: { kind: 'pending' as const },
          printedValue: isPrinted ? encryptedValue : undefined,
        }));
        expect(afterwards(...writes)).toEqual(
          writes.map((saved) => ({ ...saved, ...(saved.printedValue && { printedValue: '' }) })),
        );
      }),
    );
  });

  it('has no value in the clear', async () => {
    const value = 'refresh-token-in-the-clear';
    const write = await sealFor(targetAt(repository), value, seal);
    const state = [...toState([write]).values()].join();
    for (const encoding of ['utf8', 'base64', 'hex'] as const) {
      expect(state).not.toContain(Buffer.from(value).toString(encoding).slice(0, 12));
    }
    expect(afterwards(write)[0]?.sealWith).toBeUndefined();
  });

  it('may have failed, and is tried again', () => {
    expect(afterwards(failedWrite(repository, 503))).toMatchObject([
      { state: { kind: 'pending' } },
    ]);
  });

  it('is known to have been printed, unless it was sealed again since', () => {
    const write = writeTo(repository);
    // Not the sealed value: what cannot be stored is printed once more.
    expect(afterwards({ ...write, printedValue: 'c2VhbGVk' })).toMatchObject([
      { printedValue: '' },
    ]);
    expect(afterwards({ ...write, printedValue: 'b2xk' })[0]?.printedValue).toBeUndefined();
  });
});

describe('nothing is saved', () => {
  const stored = (place: SecretPlace) => writeTo(place, { kind: 'stored', at: new Date() });

  it('of a write that is stored: its place in the state is cleared', () => {
    const writes = [stored(repository), writeTo(environment), stored(organization)];
    const state = toState(writes);
    expect([...state.keys()]).toEqual([...toState(writes.map(() => writeTo(repository))).keys()]);
    expect([...state.values()].map((value) => value === '')).toEqual([true, false, true]);
    expect(afterwards(...writes)).toMatchObject([{ target: { place: environment } }]);
  });

  it('of a write that would keep the next process from starting', () => {
    const write = (length: number) => ({
      ...writeTo(repository),
      encryptedValue: 'x'.repeat(length),
    });
    const lengthOf = (length: number) => [...toState([write(length)]).values()][0]?.length;
    const overhead = (lengthOf(1) ?? 0) - 1;
    expect(lengthOf(100_000 - overhead)).toBe(100_000);
    expect(lengthOf(100_001 - overhead)).toBe(0);
    // GitHub's limit for a secret, sealed and in base64, fits.
    expect(lengthOf(4 * Math.ceil((48 * 1024 + 48) / 3))).toBeGreaterThan(65_000);
  });

  it('when there are no writes, or the variables are of others', () => {
    expect(toState([])).toEqual(new Map());
    expect(hasSavedWrites({ STATE_other: 'x', write_0: 'x', STATE_write_0: '' })).toBe(false);
    expect(hasSavedWrites(toEnvironment(toState([stored(repository)])))).toBe(false);
    expect(hasSavedWrites(toEnvironment(toState([writeTo(repository)])))).toBe(true);
  });

  it('is passed over and counted when it cannot be read', () => {
    const env = { ...toEnvironment(toState([writeTo(repository)])), STATE_write_1: '{' };
    const { writes, damaged } = readSavedWrites(env);
    expect([writes.length, damaged]).toEqual([1, 1]);
  });
});
