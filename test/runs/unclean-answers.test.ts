import zlib from 'node:zlib';
import { expect, it, vi } from 'vitest';
import { type ActionDriver, drivers } from '../support/action';
import { describeEach } from '../support/driver';
import { issuedAccessToken, rotatedRefreshToken, tokenAnswer } from '../support/goto-stand-in';
import { expectNoSecret, failureOf } from '../support/run-checks';
import { storedRefreshToken } from '../support/some-inputs';
import { down, type Fault } from '../support/stand-in-server';
import { inWorld, storedIn } from '../support/world';

/*
 * Answers of GoTo with a status of success that are not quite clean: encoded, cut, or with more around them.
 * What is whole in them is stored; the access token is handed on only where the JSON is complete. More of them are in goto/response-fields.test.ts and
 * http/body.test.ts.
 */

vi.setConfig({ maxConcurrency: 8 });

const tokens = { access_token: issuedAccessToken, refresh_token: rotatedRefreshToken };
const json = JSON.stringify({ ...tokens, expires_in: 3600 });
const padding = ' '.repeat(1024 * 1024);

const ok = (body: string | Buffer, headers: Record<string, string> = {}): Fault => ({
  status: 200,
  headers,
  body: Buffer.from(body),
});
const encoded = (encoding: string, body: Buffer) => ok(body, { 'content-encoding': encoding });
/** Announces more than comes, and closes the connection. */
const cut = (body: string | Buffer, more = ''): Fault => ({
  raw: `HTTP/1.1 200 OK\r\ncontent-length: ${body.length + 9}\r\n${more}\r\n${body}`,
});
/** An answer byte for byte; LENGTH stands for that of the JSON. */
const raw = (headers: string[], body: string): Fault => ({
  raw: `HTTP/1.1 200 OK\r\n${headers.join('\r\n').replace('LENGTH', String(json.length))}\r\n\r\n${body}`,
});
const withByteChanged = (bytes: Buffer, fromEnd: number) => {
  const changed = Buffer.from(bytes);
  changed[bytes.length - fromEnd] = (changed[bytes.length - fromEnd] ?? 0) ^ 1;
  return changed;
};
const gzip = zlib.gzipSync(json);

const complete: Record<string, Fault> = {
  'with status 201': { status: 201, body: Buffer.from(json) },
  'with status 206': { status: 206, body: Buffer.from(json) },
  'with white space around its tokens': ok(
    json.replace(issuedAccessToken, '\\t$&').replace(rotatedRefreshToken, ' $&\\r\\n'),
  ),
  'with empty fields behind its tokens': ok(
    json.replace(/}$/, ',"access_token":null,"refresh_token":""}'),
  ),
  'with status 203, cut behind its JSON': {
    raw: `HTTP/1.1 203 OK\r\ncontent-length: ${json.length + 9}\r\n\r\n${json}`,
  },
  'in gzip': encoded('gzip', gzip),
  'in gzip with a wrong checksum': encoded('gzip', withByteChanged(gzip, 6)),
  'in gzip with more behind it': encoded('gzip', Buffer.concat([gzip, Buffer.from('more')])),
  'in 2 MiB of gzip': encoded('gzip', zlib.gzipSync(`${json}${padding}${padding}`)),
  'cut behind its JSON': cut(json),
  'in chunks without an end': {
    raw: `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${json.length.toString(16)}\r\n${json}\r\n`,
  },
  'in a chunk before one without a size': {
    raw: `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${json.length.toString(16)}\r\n${json}\r\n<html>`,
  },
  'with a NUL beyond its length': raw(['content-length: LENGTH', 'connection: close'], `${json}\0`),
  'with 20 KB of headers': raw(['content-length: LENGTH', `x-long: ${'x'.repeat(20_000)}`], json),
  'with a control character in a header': raw(['content-length: LENGTH', 'x-odd: \u0001'], json),
  'in a page': ok(`<style>${'a{b:c}'.repeat(200)}</style>Answer: ${json}</html>`),
  'with arrays in it, 20,000 deep': ok(
    json.replace(/}$/, `,"deep":${'['.repeat(20_000)}${']'.repeat(20_000)}}`),
  ),
};

/** The refresh token is whole in these, and the JSON is not. */
const incomplete: Record<string, Fault> = {
  'cut behind the refresh token': cut(json.slice(0, json.indexOf(',"expires_in'))),
  'cut in gzip': encoded('gzip', gzip.subarray(0, -12)),
  'with 1 MiB in it': ok(json.replace(/}$/, `,"padding":"${padding}"}`)),
  'with a comment in it': ok(json.replace('{', '{/* "tokens": */')),
};

/** None of these is a token answer. */
const none: Record<string, Fault> = {
  'with quoted tokens': ok(
    JSON.stringify({
      access_token: `"${issuedAccessToken}"`,
      refresh_token: `'${rotatedRefreshToken}'`,
    }),
  ),
  'with an object in place of each token': ok(
    JSON.stringify({ access_token: json, refresh_token: `{"token":"${rotatedRefreshToken}"}` }),
  ),
  'with status 299 and no tokens': { status: 299, body: {} },
  'with the tokens in another object, cut': ok(`{"error":${json},"mess`),
  'with the tokens in a string, cut': ok(JSON.stringify({ error_description: json }).slice(0, -2)),
  'with half of the refresh token': ok(json.slice(0, json.indexOf('rotated_0'))),
};

function everyAnswer(driver: ActionDriver) {
  it.each(Object.entries(complete))('takes an answer %s', (_how, answer) =>
    inWorld(async (world) => {
      world.goto.next(answer);
      const run = await driver.runAction({ inputs: world.inputs() });
      expect(run.exitCode, run.log).toBe(0);
      expect(run.outputs['access-token']).toBe(issuedAccessToken);
      expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
      expect(world.goto.requests).toHaveLength(1);
      expectNoSecret(run);
    }),
  );

  it.each(Object.entries(incomplete))('stores the refresh token of an answer %s', (_how, answer) =>
    inWorld(async (world) => {
      world.goto.next(answer);
      const run = await driver.runAction({ inputs: world.inputs() });
      expect(failureOf(run, 'goto-answer-invalid')).toContain('is stored');
      expect(run.outputs).not.toHaveProperty('access-token');
      expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
      expect(world.goto.requests).toHaveLength(1);
    }),
  );

  it.each(Object.entries(none))('stores nothing of an answer %s', (_how, answer) =>
    inWorld(async (world) => {
      world.goto.next(answer);
      const run = await driver.runAction({ inputs: world.inputs() });
      failureOf(run, 'goto-answer-invalid');
      expect(run.outputs).not.toHaveProperty('access-token');
      expect(storedIn(world.repository)).toBe(storedRefreshToken);
    }),
  );

  it('asks again after a 503, and masks the tokens in it', () =>
    inWorld(async (world) => {
      const earlier = { access_token: 'another-access-token', refresh_token: 'one-more-token' };
      world.goto.next({ ...down(), body: earlier }, tokenAnswer());
      const run = await driver.runAction({ inputs: world.inputs() });
      expect(run.exitCode, run.log).toBe(0);
      const retriedAt = run.lines.findIndex((line) => line.startsWith('Trying again'));
      for (const token of Object.values(earlier)) {
        expect(run.lines.slice(0, retriedAt)).toContain(`::add-mask::${token}`);
      }
    }));

  it.each([
    ['behind the access token', json.indexOf(',"refresh_token')],
    ['in the refresh token', json.indexOf('rotated_0')],
  ] as const)('asks again when the answer is cut %s', (_where, at) =>
    inWorld(async (world) => {
      const another = 'another-refresh-token';
      world.goto.next(cut(json.slice(0, at)), tokenAnswer({ refresh_token: another }));
      const run = await driver.runAction({ inputs: world.inputs() });
      expect(run.exitCode, run.log).toBe(0);
      expect(storedIn(world.repository)).toBe(another);
    }),
  );
}

describeEach(drivers, 'GoTo', everyAnswer);
