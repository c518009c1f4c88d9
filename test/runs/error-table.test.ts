import { describe, expect, it, vi } from 'vitest';
import type { ErrorCode } from '../../src/errors';
import { bundleDrivers, type Driver, sourceDriver } from '../support/drivers';
import type { Answer, Fault } from '../support/faults';
import {
  archived,
  moved,
  notForIntegrations,
  notForPersonalTokens,
  notFound,
  quotaExhausted,
} from '../support/github-answers';
import { timestampForm } from '../support/github-place';
import {
  issuedOutputs,
  oauthError,
  rotatedRefreshToken,
  rotatingAnswer,
  tokenAnswer,
  userAnswer,
} from '../support/goto-answers';
import { recoveryCommands } from '../support/recovery-commands';
import { anyRead, metadataRead, publicKeyRead, write } from '../support/requests';
import type { SeenRun } from '../support/run-action';
import {
  expectNames,
  expectUntouched,
  failureOf,
  notAsked,
  triesAgain,
} from '../support/run-checks';
import { storedRefreshToken } from '../support/some-inputs';
import { inWorld, secretName, storedIn, type World } from '../support/world';

/*
 * Every `error-code`, and what its annotation names. The rows of `cancelled` are in
 * interruption.test.ts, where the signals are.
 */

/** One way to fail, with what the annotation must name of it. */
interface Row {
  code: ErrorCode;
  when: string;
  inputs?: Record<string, string>;
  arrange?: (world: World) => void;
  names: (string | RegExp)[];
  /** How many requests each of the two gets, where that is not what its table takes for granted. */
  requests?: { github?: number; goto?: number };
}

// Runs of the bundle wait for each other's processors less than for their own retries.
vi.setConfig({ maxConcurrency: 8 });

const html: Answer = { status: 200, body: '<html><body>Please sign in to the Wi-Fi</body></html>' };
/** The header makes the tries follow each other at once. */
const down: Answer = { status: 503, headers: { 'retry-after': '0' }, body: '<h1>Unicorn!</h1>' };

const inputRows: Row[] = [
  ...['client-id', 'client-secret', 'refresh-token', 'github-token'].map((name) => ({
    code: 'input-invalid' as const,
    when: `${name} is empty`,
    inputs: { [name]: '' },
    names: [`input ${name} `, 'forks', 'Dependabot', /job that does not name the environment/],
  })),
  ...['token-url', 'github-api-url'].map((name) => ({
    code: 'input-invalid' as const,
    when: `${name} is plain http`,
    inputs: { [name]: 'http://goto.example/' },
    names: [`input ${name} `, 'https'],
  })),
  {
    code: 'input-invalid',
    when: 'an environment and an organization are given',
    inputs: { environment: 'production', organization: 'octo' },
    names: ['environment', 'organization'],
  },
  {
    code: 'input-invalid',
    when: 'a boolean is none',
    inputs: { 'lookup-organizer': 'yes' },
    names: ['input lookup-organizer ', 'true', 'false'],
  },
  {
    code: 'input-invalid',
    when: 'a URL holds a password',
    inputs: { 'token-url': 'https://ann:pass-w0rd@goto.example/token' },
    names: ['input token-url '],
  },
];

const permission = ['github-token', 'personal access token or GitHub App'];
const ownToken = 'GITHUB_TOKEN can never manage secrets';
const invisible = ['status 404', /not visible to (this token|github-token),? or misspelt/];

/** A public key that has something wrong with it. */
const keyAnswer = (world: World, wrong: Record<string, unknown>): Answer => ({
  status: 200,
  body: { ...world.repository.publicKey, ...wrong },
});

const locateRows: Row[] = [
  ...[301, 307, 308].map((status) => ({
    code: 'input-invalid' as const,
    when: `the repository was renamed (${status})`,
    arrange: ({ github }: World) =>
      github.on(anyRead, { ...moved(`${github.url}/repositories/1/x`), status }, 2),
    names: ['input repository ', 'repository octo/webinars', 'renamed or moved', `${status}`],
  })),
  {
    code: 'github-permission-missing',
    when: 'it is the own token of the workflow',
    arrange: ({ github }) => github.on(anyRead, notForIntegrations(), 2),
    names: [
      ...permission,
      ownToken,
      'Secrets',
      'repository octo/webinars',
      'status 403',
      'GitHub said: "Resource not accessible by integration"',
    ],
  },
  {
    code: 'github-permission-missing',
    when: 'a fine-grained token lacks the permission',
    arrange: ({ github }) => github.on(anyRead, notForPersonalTokens(), 2),
    names: [
      ...permission,
      ownToken,
      'Secrets',
      'repository octo/webinars',
      'GitHub said: "Resource not accessible by personal access token"',
    ],
  },
  {
    code: 'github-permission-missing',
    when: 'only the metadata is refused',
    arrange: ({ github }) => github.on(metadataRead, notForPersonalTokens()),
    names: [...permission, 'Secrets', 'repository octo/webinars', 'status 403'],
  },
  {
    code: 'github-permission-missing',
    when: 'the token may not manage environments',
    inputs: { environment: 'production' },
    arrange: ({ github }) => github.on(anyRead, notForPersonalTokens(), 2),
    names: [...permission, 'Environments', 'environment production of repository octo/webinars'],
  },
  {
    code: 'github-permission-missing',
    when: 'the token may not manage secrets of the organization',
    inputs: { organization: 'octo' },
    arrange: ({ github }) => github.on(anyRead, notForPersonalTokens(), 2),
    names: [...permission, 'Secrets', 'organization octo', 'admin:org'],
  },
  {
    code: 'github-permission-missing',
    when: 'there is no such repository',
    inputs: { repository: 'octo/webinar' },
    names: [...permission, ...invisible, 'Secrets', 'repository octo/webinar'],
  },
  {
    code: 'github-permission-missing',
    when: 'there is no such environment',
    inputs: { environment: 'prod' },
    names: [...permission, ...invisible, 'Environments', 'environment prod of'],
  },
  {
    code: 'secret-not-found',
    when: 'the repository has no such secret',
    inputs: { 'secret-name': 'GOTO_TOKEN' },
    names: [
      'GOTO_TOKEN',
      'repository octo/webinars',
      'secret-name',
      /\benvironment\b/,
      /\borganization\b/,
    ],
  },
  {
    code: 'secret-not-found',
    when: 'the secret is in the repository and not in the environment',
    inputs: { environment: 'production' },
    arrange: ({ github }) => void github.addEnvironment('octo/webinars', 'production'),
    names: [
      secretName,
      'environment production of repository octo/webinars',
      'secret-name',
      'organization',
    ],
  },
  {
    code: 'github-unavailable',
    when: 'the quota is used up for an hour',
    arrange: ({ github }) => {
      const resetAt = new Date(Date.now() + 3600_000);
      github.on(anyRead, quotaExhausted({ resetAt }), 2);
    },
    names: ['GitHub', '403', 'quota', 'exhausted'],
  },
  {
    code: 'github-unavailable',
    when: 'GitHub is down',
    arrange: ({ github }) => github.on(anyRead, down, 10),
    names: ['GitHub', 'status 503'],
    requests: { github: 10 },
  },
  ...(
    [
      ['key', 'is too short', { key: Buffer.alloc(31, 1).toString('base64') }],
      ['key', 'is all zeros', { key: Buffer.alloc(32).toString('base64') }],
      [
        'key',
        'is another point of low order',
        {
          key: Buffer.from(
            `e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800`,
            'hex',
          ).toString('base64'),
        },
      ],
      ['key', 'is not base64', { key: '*'.repeat(44) }],
      ['key', 'is base64 with more in it', { key: `${Buffer.alloc(32, 1).toString('base64')}*` }],
      ['key', 'is missing', { key: undefined }],
      ['key_id', 'could not be pasted', { key_id: "1' -f x='2" }],
    ] as const
  ).map(([field, what, wrong]) => ({
    code: 'github-unavailable' as const,
    when: `the ${field} ${what}`,
    arrange: (world: World) => world.github.on(publicKeyRead, keyAnswer(world, wrong)),
    names: ['GitHub', 'public key of repository octo/webinars', `${field} is not`],
  })),
  ...(
    [
      ['HTML', html],
      ['an array', { status: 200, body: [] }],
      ['nothing', { status: 204 }],
    ] as const
  ).flatMap(([what, answer]) =>
    [
      { of: 'public key', match: publicKeyRead },
      { of: 'metadata', match: metadataRead },
    ].map(({ of, match }) => ({
      code: 'github-unavailable' as const,
      when: `the ${of} is ${what}`,
      arrange: ({ github }: World) => github.on(match, answer),
      names: ['GitHub', of, 'repository octo/webinars'],
    })),
  ),
];

const authoriseAgain = ['authorise again', /sign in .*browser/];
const narrowest = /environment, a repository and an organization secret .*the narrowest is read/;

const grantRows: Row[] = [
  {
    code: 'refresh-token-rejected',
    when: 'GoTo has no use for the refresh token',
    arrange: ({ goto }) => goto.next(oauthError('invalid_grant', { description: 'expired' })),
    names: [
      'invalid_grant',
      'GoTo said: "invalid_grant: expired"',
      ...authoriseAgain,
      narrowest,
      secretName,
      'repository octo/webinars',
    ],
    requests: { github: 3 },
  },
  {
    code: 'refresh-token-rejected',
    when: 'the answer before was lost',
    arrange: ({ goto }) => goto.next({ lost: 'reset' }, oauthError('invalid_grant')),
    names: ['invalid_grant', /lost.*may have rotated/, ...authoriseAgain],
    requests: { github: 3, goto: 2 },
  },
  {
    code: 'refresh-token-rejected',
    when: 'GitHub cannot be asked for the time again',
    arrange: ({ github, goto }) =>
      goto.next(() => {
        github.on(metadataRead, notFound());
        return oauthError('invalid_grant');
      }),
    names: ['invalid_grant', ...authoriseAgain, narrowest],
    requests: { github: 3 },
  },
  ...(
    [
      ['invalid_client', oauthError('invalid_client', { status: 401 }), '401'],
      ['invalid_client', oauthError('invalid_client'), '400'],
      ['unauthorized_client', oauthError('unauthorized_client'), '400'],
    ] as const
  ).map(([error, answer, status]) => ({
    code: 'client-rejected' as const,
    when: `GoTo answers ${status} ${error}`,
    arrange: ({ goto }: World) => goto.next(answer),
    names: ['client-id', 'client-secret', error, status],
  })),
  {
    code: 'client-rejected',
    when: 'GoTo answers 401 without a word',
    arrange: ({ goto }) => goto.next({ status: 401 }),
    names: ['client-id', 'client-secret', '401'],
  },
  {
    code: 'goto-unavailable',
    when: 'GoTo answers with an error nobody knows',
    arrange: ({ goto }) => goto.next(oauthError('slow_down', { description: 'later' })),
    names: ['status 400', 'GoTo said: "slow_down: later"'],
  },
  {
    code: 'goto-unavailable',
    when: 'GoTo has moved',
    arrange: ({ goto }) =>
      goto.next({ status: 302, headers: { location: `${goto.apiUrl}/elsewhere` } }),
    names: ['status 302', 'token-url'],
  },
  {
    code: 'goto-unavailable',
    when: 'GoTo asks for more patience than there is time',
    arrange: ({ goto }) => goto.next({ status: 429, headers: { 'retry-after': '31' } }),
    names: ['status 429'],
  },
  {
    code: 'goto-unavailable',
    when: 'GoTo is down',
    arrange: ({ goto }) => goto.next(...Array<Answer>(5).fill(down)),
    names: ['status 503', 'may have rotated'],
    requests: { goto: 5 },
  },
  {
    code: 'goto-unavailable',
    when: 'the tokens come with 201',
    arrange: ({ goto }) => goto.next({ ...rotatingAnswer(), status: 201 }),
    names: ['status 201'],
  },
  ...(
    [
      ['holds no access_token', tokenAnswer({ access_token: undefined })],
      ['holds an access_token with a space', tokenAnswer({ access_token: 'a token' })],
      ['is HTML', html],
      ['is an array', { status: 200, body: [] }],
    ] as const
  ).map(([what, answer]) => ({
    code: 'goto-answer-invalid' as const,
    when: `the answer ${what}`,
    arrange: ({ goto }: World) => goto.next(answer),
    names: ['access_token'],
  })),
];

const writeRows: { when: string; answer: Fault; names: string[] }[] = [
  {
    when: 'the token may only read',
    answer: notForPersonalTokens(),
    names: ['status 403', 'GitHub said: "Resource not accessible by personal access token"'],
  },
  {
    when: 'the repository is archived',
    answer: archived(),
    names: ['status 403', 'GitHub said: "Repository was archived so is read-only."', 'archived'],
  },
  { when: 'the place is gone', answer: notFound(), names: ['status 404'] },
  { when: 'a captive proxy answers', answer: html, names: ['status 200'] },
  {
    when: 'the repository is renamed meanwhile',
    answer: { ...moved('https://api.github.com/repositories/1/x'), status: 307 },
    names: ['status 307'],
  },
];

const scope = 'identity:scim.me';
const organizerRows: { when: string; answer: Answer; names: (string | RegExp)[] }[] = [
  { when: 'GoTo answers 401', answer: { status: 401 }, names: ['status 401', scope] },
  {
    when: 'GoTo answers 403',
    answer: { status: 403, body: { detail: 'scope missing' } },
    names: ['status 403', scope, 'GoTo said: "scope missing"'],
  },
  { when: 'GoTo answers 404', answer: notFound(), names: ['status 404', 'goto-api-url'] },
  { when: 'the record is HTML', answer: html, names: [/\bid\b/] },
  { when: 'the id is a number', answer: userAnswer({ id: 1234567 }), names: [/\bid\b/] },
  {
    when: 'the account key is a number',
    answer: userAnswer({ accounts: [{ value: 7 }] }),
    names: ['accounts'],
  },
];

/** Everything GoTo's answer brought is an output, the new refresh token excepted. */
function expectOutputs({ outputs }: SeenRun): void {
  expect(outputs).toMatchObject({
    ...issuedOutputs,
    'expires-at': expect.stringMatching(timestampForm),
    'refresh-token-rotated': 'true',
  });
  expect(Object.values(outputs).join('\n')).not.toContain(rotatedRefreshToken);
}

/** Rows with their titles in front, which Vitest would cut. */
const titled = <R extends { code: ErrorCode; when: string }>(rows: R[]): [string, R][] =>
  rows.map((row) => [`${row.code}: ${row.when}`, row]);

function everyRow({ runAction }: Driver) {
  it('github-token-rejected: GitHub answers 401 three times within 5 s', () =>
    inWorld(async (world) => {
      const inputs = world.inputs({ 'github-token': 'ghp_expired' });
      const run = await runAction({ inputs });
      const message = failureOf(run, 'github-token-rejected');
      expectNames(message, ['github-token', '401', 'GitHub said: "Bad credentials"', notAsked]);
      expect(run.log).not.toContain('ghp_expired');
      expect(world.goto.requests).toEqual([]);
      expectUntouched(world);
      expect(world.github.requests).toHaveLength(6);
      const waits = (what: RegExp) =>
        triesAgain(run).flatMap((line) =>
          what.test(line) ? Number(/[\d.]+/.exec(line)?.[0]) : [],
        );
      for (const what of [/public key/, /metadata/]) {
        const [first = 0, second = 0, ...others] = waits(what);
        expect(others).toEqual([]);
        expect(first + second).toBeLessThan(5);
      }
      expect(triesAgain(run)).toHaveLength(4);
    }));

  it.each(titled(inputRows))('%s', (_title, { code, inputs, names }) =>
    inWorld(async (world) => {
      const run = await runAction({ inputs: world.inputs(inputs) });
      expectNames(failureOf(run, code), [...names, notAsked]);
      expect(run.stdout).not.toContain('pass-w0rd');
      expect(world.github.requests).toEqual([]);
      expect(world.goto.requests).toEqual([]);
      expectUntouched(world);
    }),
  );

  it.each(titled(locateRows))('%s', (_title, { code, inputs, arrange, names, requests }) =>
    inWorld(async (world) => {
      arrange?.(world);
      const run = await runAction({ inputs: world.inputs(inputs) });
      expectNames(failureOf(run, code), [...names, notAsked]);
      expect(world.goto.requests).toEqual([]);
      expect(world.github.requests).toHaveLength(requests?.github ?? 2);
      expectUntouched(world);
    }),
  );

  it.each(titled(grantRows))('%s', (_title, { code, arrange, names, requests }) =>
    inWorld(async (world) => {
      arrange?.(world);
      const run = await runAction({ inputs: world.inputs() });
      const message = failureOf(run, code);
      expectNames(message, names);
      if (code === 'refresh-token-rejected') {
        expect(message).toContain(world.repository.secret(secretName).updatedAt);
      }
      expect(message).not.toContain(notAsked);
      expect(world.goto.requests).toHaveLength(requests?.goto ?? 1);
      expect(world.github.requests).toHaveLength(requests?.github ?? 2);
      expectUntouched(world);
    }),
  );

  it('refresh-token-rejected: a newer token was stored meanwhile', () =>
    inWorld(async (world) => {
      const secret = world.repository.secret(secretName);
      const readAt = secret.updatedAt;
      world.goto.next(() => {
        secret.updatedAt = '2099-01-02T03:04:05Z';
        return oauthError('invalid_grant');
      });
      const message = failureOf(
        await runAction({ inputs: world.inputs() }),
        'refresh-token-rejected',
      );
      expectNames(message, [
        'invalid_grant',
        'authorise again',
        '2099-01-02T03:04:05Z',
        'a newer token was stored meanwhile, start a new run',
      ]);
      expect(message).not.toContain(readAt);
      expectUntouched(world);
    }));

  it.each(writeRows.map((row) => [row.when, row] as const))(
    'write-back-failed: %s',
    (_when, { answer, names }) =>
      inWorld(async (world) => {
        world.goto.next(rotatingAnswer());
        world.github.on(write, answer);
        const run = await runAction({ inputs: world.inputs() });
        expectNames(failureOf(run, 'write-back-failed'), [
          secretName,
          'repository octo/webinars',
          ...names,
          /log of this step \(and the job summary/,
        ]);
        expect(world.github.writes()).toHaveLength(1);
        expect(storedIn(world.repository)).toBe(storedRefreshToken);
        expectOutputs(run);
        for (const text of [run.log, run.summary]) {
          const [command, ...others] = recoveryCommands(text);
          expect(others).toEqual([]);
          expect(world.repository.open(command?.encryptedValue ?? '', command?.keyId)).toBe(
            rotatedRefreshToken,
          );
        }
      }),
  );

  it.each(organizerRows.map((row) => [row.when, row] as const))(
    'organizer-lookup-failed: %s',
    (_when, { answer, names }) =>
      inWorld(async (world) => {
        world.goto.next(rotatingAnswer());
        world.goto.nextUser(answer);
        const run = await runAction({ inputs: world.inputs({ 'lookup-organizer': 'true' }) });
        const message = failureOf(run, 'organizer-lookup-failed');
        expectNames(message, names);
        expect(message).not.toContain(notAsked);
        expectOutputs(run);
        expect(run.outputs).not.toHaveProperty('organizer-key');
        expect(run.outputs).not.toHaveProperty('account-key');
        expect(world.goto.userRequests()).toHaveLength(1);
        expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
      }),
  );

  it('unexpected: says what was and was not done', () =>
    inWorld(async (world) => {
      world.goto.next(rotatingAnswer());
      const run = await runAction({ inputs: world.inputs(), summaryFile: 'directory' });
      expectNames(failureOf(run, 'unexpected'), ['summary', 'EISDIR', /new refresh .*is stored/]);
      expect(storedIn(world.repository)).toBe(rotatedRefreshToken);
    }));
}

// Runs in processes of their own overlap; those in this one share its variables and stdout.
describe.concurrent.each(bundleDrivers)('%s', everyRow);

describe.each([sourceDriver])('%s', everyRow);
