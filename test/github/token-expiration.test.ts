import { afterEach, expect, it, vi } from 'vitest';
import { tokenExpiration } from '../../src/github/client';

const read = (value: string | string[] | undefined) =>
  tokenExpiration({ headers: { 'github-authentication-token-expiration': value } })?.toISOString();

it.each([
  ['2026-12-13 00:00:00 UTC', '2026-12-13T00:00:00.000Z'],
  ['2026-12-13 00:00:00 GMT', '2026-12-13T00:00:00.000Z'],
  ['2026-12-13 00:00:00 utc', '2026-12-13T00:00:00.000Z'],
  ['2026-12-13 00:00:00 Z', '2026-12-13T00:00:00.000Z'],
  ['2026-12-13 00:00:00 +0100', '2026-12-12T23:00:00.000Z'],
  ['2026-12-13 00:00:00 -0530', '2026-12-13T05:30:00.000Z'],
  ['2026-12-13 00:00:00 -05:00', '2026-12-13T05:00:00.000Z'],
  ['2026-12-13 00:00:00', '2026-12-13T00:00:00.000Z'],
  ['2026-12-13T00:00:00Z', '2026-12-13T00:00:00.000Z'],
  ['2026-12-13T00:00:00+01:00', '2026-12-12T23:00:00.000Z'],
  ['2026-12-13T00:00:00.123456Z', '2026-12-13T00:00:00.000Z'],
  [' 2026-12-13 00:00:00 UTC ', '2026-12-13T00:00:00.000Z'],
])('reads %j', (header, expected) => {
  expect(read(header)).toBe(expected);
});

afterEach(() => void vi.unstubAllEnvs());

it('is in UTC unless the header names a zone', () => {
  vi.stubEnv('TZ', 'America/New_York');
  expect(read('2026-12-13 00:00:00')).toBe('2026-12-13T00:00:00.000Z');
});

it.each([
  undefined,
  '',
  'soon',
  '2026-12-13',
  '12/13/2026 00:00:00 UTC',
  'on 2026-12-13 00:00:00 UTC',
  '2026-12-13 00:00:00 UTC or so',
  '2026-12-13 00:00:00 CET',
  '2026-12-13  00:00:00 UTC',
  '2026-12-13 00:00:00.x UTC',
  '2026-13-45 00:00:00 UTC',
  '2026-12-13 00:00:00 +9999',
])('does not guess at %j', (header) => {
  expect(read(header)).toBeUndefined();
});
