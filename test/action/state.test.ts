import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitsIntoState, hasSavedWrites, readSavedWrites, toState } from '../../src/action/state';
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

const apiUrl = new URL('https://ghe.example/api/v3');

/** The environment of the post step: the runner turns state into variables. */
const environmentOf = (...writes: PendingWrite[]) =>
  Object.fromEntries([...toState(writes, apiUrl)].map(([name, value]) => [`STATE_${name}`, value]));

const afterwards = (...writes: PendingWrite[]) => readSavedWrites(environmentOf(...writes)).writes;

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
  const visibility = fc.constantFrom('all' as const, 'private' as const, 'selected' as const);
  const sharing = fc.option(fc.record({ visibility }), { nil: undefined });
  const write = fc.record({
    name: text,
    place,
    sharing,
    updatedAt: fc.option(date, { nil: undefined }),
    keyId: text,
    bytes: fc.uint8Array({ minLength: 32, maxLength: 32 }),
    encryptedValue: fc
      .uint8Array({ minLength: 1 })
      .map((sealed) => Buffer.from(sealed).toString('base64')),
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

  it('has nothing that a shell or a hook of the runner rewrites, and knows its GitHub', () => {
    fc.assert(
      fc.property(write, ({ keyId, bytes, encryptedValue, isPrinted: _, ...target }) => {
        const publicKey = { bytes: Buffer.from(bytes), keyId };
        const state = { kind: 'pending' as const };
        const env = environmentOf({
          ...{ target: { ...target, publicKey }, encryptedValue, sealWith: undefined, state },
        });
        expect(env.STATE_write_0).toMatch(/^[\w.-]+$/);
        expect(readSavedWrites(env).apiUrl).toBe(apiUrl.href);
      }),
    );
  });

  it('does not say which repositories share the secret', () => {
    const shared = { visibility: 'selected' as const, selected_repository_ids: [3, 5] };
    const [saved] = afterwards(writeTo(organization, { kind: 'pending' }, { sharing: shared }));
    expect(saved?.target.sharing).toEqual({ visibility: 'selected' });
  });

  it('has no value in the clear', async () => {
    const value = 'refresh-token-in-the-clear';
    const write = await sealFor(targetAt(repository), value, seal);
    const state = Object.values(environmentOf(write)).join();
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
    const env = environmentOf(...writes);
    expect(Object.keys(env)).toEqual(['STATE_write_0', 'STATE_write_1', 'STATE_write_2']);
    expect(Object.values(env).map((value) => value === '')).toEqual([true, false, true]);
    expect(afterwards(...writes)).toMatchObject([{ target: { place: environment } }]);
  });

  const writeOf = (bytes: number) => ({
    ...writeTo(repository),
    encryptedValue: Buffer.alloc(bytes).toString('base64'),
  });
  const lengthsOf = (...writes: PendingWrite[]) =>
    Object.values(environmentOf(...writes)).map((value) => value.length);

  it('of a write that does not fit into a variable on Windows', () => {
    const [one = 0] = lengthsOf(writeOf(3));
    const most = 3 * Math.floor((32_000 - one) / 4) + 3;
    expect(lengthsOf(writeOf(most))[0]).toBeGreaterThan(31_990);
    expect(lengthsOf(writeOf(most))[0]).toBeLessThanOrEqual(32_000);
    expect(lengthsOf(writeOf(most + 6))).toEqual([0]);
    expect(fitsIntoState([writeOf(most)], apiUrl)).toBe(true);
    expect(fitsIntoState([writeOf(most + 6), writeOf(3)], apiUrl)).toBe(false);
  });

  it('of writes that would keep the post step from starting, until others are stored', () => {
    const writes: PendingWrite[] = Array.from({ length: 60 }, () => writeOf(20_000));
    const saved = () => lengthsOf(...writes).filter((length) => length > 0);
    const sum = (lengths: number[]) => lengths.reduce((one, other) => one + other, 0);
    expect(sum(saved())).toBeLessThanOrEqual(1_000_000);
    expect(sum(saved())).toBeGreaterThan(950_000);
    expect(fitsIntoState(writes, apiUrl)).toBe(false);
    for (const write of writes.slice(0, 40)) write.state = { kind: 'stored', at: new Date() };
    expect(saved()).toHaveLength(20);
    expect(fitsIntoState(writes, apiUrl)).toBe(true);
  });

  it('when there are no writes, or the variables are of others', () => {
    expect(environmentOf()).toEqual({});
    expect(hasSavedWrites({ STATE_other: 'x', write_0: 'x', STATE_write_0: '' })).toBe(false);
    expect(hasSavedWrites(environmentOf(stored(repository)))).toBe(false);
    expect(hasSavedWrites(environmentOf(writeTo(repository)))).toBe(true);
  });
});

describe('what cannot be read', () => {
  it('is passed over and counted', () => {
    const env = { ...environmentOf(writeTo(repository)), STATE_write_1: '{' };
    const { writes, unreadable } = readSavedWrites(env);
    expect([writes.length, unreadable]).toEqual([1, 1]);
  });

  it('is a value that was cut anywhere', () => {
    const { STATE_write_0: value = '' } = environmentOf(writeTo(environment));
    for (let length = 1; length < value.length; length += 1) {
      const cut = readSavedWrites({ STATE_write_0: value.slice(0, length) });
      expect(cut).toEqual({ writes: [], apiUrl: undefined, unreadable: 1 });
    }
  });
});
