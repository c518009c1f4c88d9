import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fitsIntoState, hasSavedWrites, readSavedWrites, toState } from '../../src/action/state';
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
import { anyPlace } from '../support/shells';

const apiUrl = new URL('https://ghe.example/api/v3');

/** The environment of the post step: the runner turns state into variables. */
const environmentOf = (...writes: PendingWrite[]) =>
  Object.fromEntries([...toState(writes, apiUrl)].map(([name, value]) => [`STATE_${name}`, value]));

const afterwards = (...writes: PendingWrite[]) => readSavedWrites(environmentOf(...writes)).writes;

const date = fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-12-31') });
const target = fc.record({
  name: fc.string({ unit: 'binary', minLength: 1 }),
  place: anyPlace,
  sharing: fc.constantFrom(undefined, { visibility: 'all' as const }),
  updatedAt: fc.option(date, { nil: undefined }),
  publicKey: fc.record({
    bytes: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes)),
    keyId: fc.string({ unit: 'binary' }),
  }),
});
const sealed = fc
  .uint8Array({ minLength: 1 })
  .map((bytes) => Buffer.from(bytes).toString('base64'));

it('a write is read again as it was, and no shell or hook of the runner rewrites it', () => {
  const writes = fc.array(fc.record({ target, encryptedValue: sealed }), { maxLength: 4 });
  const property = fc.property(writes, (all) => {
    const saved = all.map((write) => ({ ...writeTo(repository), ...write }));
    const variables = environmentOf(...saved);
    for (const value of Object.values(variables)) expect(value).toMatch(/^[\w.-]+$/);
    const read = readSavedWrites(variables);
    expect(read.writes).toEqual(saved);
    expect(read.apiUrl).toBe(saved.length > 0 ? apiUrl.href : undefined);
  });
  fc.assert(property);
});

it('a write that failed is pending again, and the repositories that share it are not saved', () => {
  const sharing = { visibility: 'selected' as const, selected_repository_ids: [3, 5] };
  const { state } = failedWrite(organization, 503);
  const [read] = afterwards(writeTo(organization, state, { sharing }));
  expect(read?.state).toEqual({ kind: 'pending' });
  expect(read?.target.sharing).toEqual({ visibility: 'selected' });
});

it('a write has no value in the clear', async () => {
  const value = 'refresh-token-in-the-clear';
  const write = await sealFor(targetAt(repository), value, seal);
  const state = Object.values(environmentOf(write)).join();
  for (const encoding of ['utf8', 'base64', 'hex'] as const) {
    expect(state).not.toContain(Buffer.from(value).toString(encoding).slice(0, 12));
  }
  expect(afterwards(write)[0]?.sealWith).toBeUndefined();
});

it('a write is known to have been printed, unless it was sealed again since', () => {
  const writes = ['c2VhbGVk', 'b2xk'].map((printedValue) =>
    Object.assign(writeTo(repository), { printedValue }),
  );
  // Not the sealed value: what cannot be stored is printed once more.
  expect(afterwards(...writes).map(({ printedValue }) => printedValue)).toEqual(['', undefined]);
});

const isStored = { kind: 'stored', at: new Date() } as const;
const writeOf = (bytes: number) =>
  Object.assign(writeTo(repository), { encryptedValue: Buffer.alloc(bytes).toString('base64') });
const lengthsOf = (...writes: PendingWrite[]) =>
  Object.values(environmentOf(...writes)).map((value) => value.length);

it('nothing is saved of a write that is stored: its place in the state is cleared', () => {
  const writes = [isStored, undefined, isStored].map((state) => writeTo(environment, state));
  expect(environmentOf(...writes)).toMatchObject({ STATE_write_0: '', STATE_write_2: '' });
  expect(afterwards(...writes)).toHaveLength(1);
});

it('nothing is saved of a write that does not fit into a variable on Windows', () => {
  const [one = 0] = lengthsOf(writeOf(3));
  const most = 3 * Math.floor((32_000 - one) / 4) + 3;
  expect(lengthsOf(writeOf(most))[0]).toBeGreaterThan(31_990);
  expect(lengthsOf(writeOf(most))[0]).toBeLessThanOrEqual(32_000);
  expect(lengthsOf(writeOf(most + 6))).toEqual([0]);
  expect(fitsIntoState([writeOf(most)], apiUrl)).toBe(true);
  expect(fitsIntoState([writeOf(most + 6), writeOf(3)], apiUrl)).toBe(false);
});

it('nothing is saved of writes that would keep the post step from starting, until others are stored', () => {
  const writes: PendingWrite[] = Array.from({ length: 60 }, () => writeOf(20_000));
  const saved = () => lengthsOf(...writes).filter((length) => length > 0);
  const sum = saved().reduce((one, other) => one + other, 0);
  expect(sum).toBeLessThanOrEqual(1_000_000);
  expect(sum).toBeGreaterThan(950_000);
  expect(fitsIntoState(writes, apiUrl)).toBe(false);
  for (const write of writes.slice(0, 40)) write.state = isStored;
  expect(saved()).toHaveLength(20);
  expect(fitsIntoState(writes, apiUrl)).toBe(true);
});

it('nothing is saved when there are no writes, or the variables are of others', () => {
  expect(environmentOf()).toEqual({});
  expect(hasSavedWrites({ STATE_other: 'x', write_0: 'x', STATE_write_0: '' })).toBe(false);
  expect(hasSavedWrites(environmentOf(writeTo(repository)))).toBe(true);
});

it('a value that was cut anywhere is passed over and counted', () => {
  const { STATE_write_0: value = '' } = environmentOf(writeTo(environment));
  for (let length = 1; length < value.length; length += 1) {
    const cut = { STATE_write_0: value.slice(0, length) };
    expect(readSavedWrites(cut)).toEqual({ writes: [], apiUrl: undefined, unreadable: 1 });
    const { writes, unreadable } = readSavedWrites({ ...cut, STATE_write_1: value });
    expect([writes.length, unreadable]).toEqual([1, 1]);
  }
});
