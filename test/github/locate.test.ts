import sodium from 'libsodium-wrappers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { GitHubClient } from '../../src/github/client';
import {
  findMetadata,
  locate,
  readAgain,
  readMetadata,
  readPublicKey,
  readRepositoryId,
  readSharing,
} from '../../src/github/locate';
import type { GitHubRefusal } from '../../src/github/refusals';
import type { HttpOutcome, JsonObject } from '../../src/http/outcome';
import { locateTimes } from '../../src/limits';
import { type Answer, neverSent, reset, response } from '../support/scripted-transport';
import {
  environment,
  keyAnswer,
  organization,
  publicKey,
  repository,
  scriptedGitHub,
  secretAt,
  targetAt,
} from './scripted-github';

const secret = secretAt(repository);
const inEnvironment = secretAt(environment);
const inOrganization = secretAt(organization);
const metadata = { updated_at: '2026-11-01T00:00:00Z' };
const updatedAt = new Date(metadata.updated_at);
const written = response(200, metadata);

const atRepository = 'GET /repos/octo/webinars/actions/secrets';
const atEnvironment = 'GET /repos/octo/webinars/environments/production/secrets';
const atOrganization = 'GET /orgs/octo/actions/secrets';
const checkAt = (path: string) =>
  `${path.replace('GET', 'PUT')}/GOTO_ACCESS_TOKEN_WRITE_CHECK` as const;

const mayWrite = response(422, { message: 'Invalid request.' });
const readOnly = response(403, { message: 'Resource not accessible by personal access token' });

/** The answers of a place where nothing is in the way. */
const readable = (path: string) => ({
  [`${path}/public-key`]: keyAnswer(),
  [`${path}/GOTO_REFRESH_TOKEN`]: written,
  [checkAt(path)]: mayWrite,
});

/** What comes of `act`, by a fake clock. The repository is readable unless the script says more. */
async function timed<T>(
  act: (client: GitHubClient) => Promise<T>,
  script: Record<string, Answer> = {},
  token = 'github_pat_1',
) {
  const answers = { ...readable(atRepository), ...script };
  const { use, transport } = await scriptedGitHub(answers, { token });
  const started = performance.now();
  const done = use(act, locateTimes)
    .then(
      (result) => ({ result, error: undefined }),
      (error: unknown) => ({ result: undefined, error }),
    )
    .then((outcome) => ({ ...outcome, tookMs: performance.now() - started, transport }));
  await vi.advanceTimersByTimeAsync(20_000);
  return done;
}

const kindOf = (error: unknown) => (error as GitHubRefusal | undefined)?.facts.kind;

const located = (
  script: Record<string, Answer> = {},
  { secrets = [secret], token }: { secrets?: (typeof secret)[]; token?: string } = {},
) => timed((client) => locate(secrets, client), script, token);

describe('by a fake clock', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it('a secret is located with what a write needs, and nothing is written', async () => {
    const { result, transport } = await located();
    expect(result).toEqual({
      secrets: [{ ...secret, publicKey, sharing: undefined, updatedAt }],
      tokenExpiresAt: undefined,
      seal: expect.any(Function),
    });
    expect([...transport.sent].sort()).toEqual(Object.keys(readable(atRepository)).sort());
    const bodies = transport.requests.map(({ method, body }) => [method, body]);
    expect(bodies.sort()).toEqual([
      ['GET', undefined],
      ['GET', undefined],
      ['PUT', '{}'],
    ]);
  });

  it('several come in their order, with how they are shared and when the token expires', async () => {
    const expiration = { 'github-authentication-token-expiration': '2026-12-13 00:00:00 UTC' };
    const { result } = await located(
      {
        ...readable(atEnvironment),
        [`${atEnvironment}/public-key`]: keyAnswer({}, expiration),
        ...readable(atOrganization),
        [`${atOrganization}/GOTO_REFRESH_TOKEN`]: response(200, {
          ...metadata,
          visibility: 'private',
        }),
      },
      { secrets: [secret, inEnvironment, inOrganization] },
    );
    expect(result?.secrets.map(({ place, sharing }) => [place, sharing])).toEqual([
      [repository, undefined],
      [environment, undefined],
      [organization, { visibility: 'private' }],
    ]);
    expect(result?.tokenExpiresAt).toEqual(new Date('2026-12-13T00:00:00Z'));
  });

  it.each<[string, Record<string, Answer>, object]>([
    [
      'of the first place',
      {
        [`${atRepository}/GOTO_REFRESH_TOKEN`]: response(404),
        [`${atEnvironment}/public-key`]: response(401),
      },
      { kind: 'not-found', part: 'metadata' },
    ],
    [
      'of the key of a place',
      {
        [`${atEnvironment}/public-key`]: response(401),
        [`${atEnvironment}/GOTO_REFRESH_TOKEN`]: response(404),
      },
      { kind: 'token-rejected', part: 'public key', secret: inEnvironment },
    ],
    [
      'of a read before that of a write check',
      { [`${atEnvironment}/GOTO_REFRESH_TOKEN`]: response(404), [checkAt(atRepository)]: readOnly },
      { kind: 'not-found', secret: inEnvironment },
    ],
    [
      'of a key that libsodium refuses',
      { [`${atEnvironment}/public-key`]: keyAnswer({ key: btoa('\0'.repeat(32)) }) },
      { kind: 'unusable-key', part: 'public key', secret: inEnvironment },
    ],
  ])('the error is that %s', async (_what, script, facts) => {
    const secrets = [secret, inEnvironment];
    const { error } = await located({ ...readable(atEnvironment), ...script }, { secrets });
    expect(error).toMatchObject({ facts });
  });

  it('a process that cannot seal locates nothing, and says first what is wrong at GitHub', async () => {
    const broken = new Error('no WebAssembly');
    vi.spyOn(sodium, 'crypto_box_seal').mockImplementation(() => {
      throw broken;
    });
    expect((await located()).error).toMatchObject({ message: 'no WebAssembly', cause: broken });
    const { error } = await located({ [`${atRepository}/public-key`]: response(401) });
    expect(error).toMatchObject({ facts: { kind: 'token-rejected' } });
  });

  const never = () => new Promise<HttpOutcome>(() => undefined);
  const delayed = (ms: number, outcome: HttpOutcome) => () =>
    new Promise<HttpOutcome>((resolve) => setTimeout(resolve, ms, outcome));
  const limited = response(403, { message: 'x' }, { 'retry-after': '1' });

  it.each<[string, Answer, object]>([
    ['a 401', response(401, { message: 'Bad credentials' }), { tries: 1, tookMs: 200 }],
    ['a 503', response(503, {}, { 'retry-after': '0' }), { tries: 1, tookMs: 200 }],
    ['a 403 without JSON', response(403), { tries: 1, tookMs: 200 }],
    ['a rate limit', limited, { tries: 1, tookMs: 200 }],
    ['a reset', reset, { tries: 1, tookMs: 200 }],
    ['no answer within a second of the reads', never, { tries: 1, tookMs: 1_200 }],
    ['a refusal', readOnly, { tries: 1, kind: 'forbidden' }],
    ['a refusal within that second', delayed(1_100, readOnly), { tries: 1, kind: 'forbidden' }],
  ])('a write check is answered: %s', async (_what, answer, expected) => {
    expect(await checked(answer)).toMatchObject({ kind: undefined, lines: [], ...expected });
  });

  const log = expect.stringContaining('not check write access to repository octo/webinars (');

  it.each<[string, Answer, object]>([
    ['not repeated when it may', mayWrite, { tries: 1 }],
    ['repeated until it may', [readOnly, readOnly, mayWrite], { tookMs: 1_500, lines: [log, log] }],
    ['repeated for 8 s', readOnly, { tries: 6, tookMs: 8_000, kind: 'forbidden' }],
    ['not repeated after a 401', response(401, {}), { tries: 1, tookMs: 200 }],
    ['not repeated after a 503', [readOnly, response(503)], { tries: 2, tookMs: 500 }],
    ['not repeated after a reset', [readOnly, reset], { tries: 2, tookMs: 500 }],
  ])('a write check with the token of an App is %s', async (_what, answer, expected) => {
    expect(await checked(answer, 'ghs_1')).toMatchObject({ kind: undefined, ...expected });
  });

  it('a write check is not waited for when a read fails', async () => {
    const { error, tookMs } = await located({
      [`${atRepository}/public-key`]: delayed(200, response(404)),
      [checkAt(atRepository)]: never,
    });
    expect(error).toMatchObject({ facts: { part: 'public key' } });
    expect(tookMs).toBe(200);
  });

  /** What comes of a write check that is answered so, beside reads of 200 ms. */
  async function checked(answer: Answer, token?: string) {
    const check = checkAt(atRepository);
    const key = { [`${atRepository}/public-key`]: delayed(200, keyAnswer()) };
    const script = { ...key, [check]: answer };
    const { error, tookMs, transport } = await located(script, token ? { token } : {});
    const tries = transport.sent.filter((request) => request === check).length;
    return { kind: kindOf(error), tookMs, tries, lines: transport.lines };
  }

  it('a read is tried again twice after a 401, with a line in the log', async () => {
    const { error, tookMs, transport } = await timed((client) => readMetadata(secret, client), {
      [`${atRepository}/GOTO_REFRESH_TOKEN`]: response(401),
    });
    expect(kindOf(error)).toBe('token-rejected');
    expect(tookMs).toBeLessThan(5_000);
    const line = 'could not read the metadata of GOTO_REFRESH_TOKEN of repository octo/webinars (';
    expect(transport.lines).toEqual(Array(2).fill(expect.stringContaining(line)));
  });
});

it.each([
  [1, 3],
  [50, 10],
])('the checks go beside the reads: of %i places, %i requests at first', async (places, atOnce) => {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const repos = Array.from({ length: places }, (_, index) => `r${index}`);
  const answers = repos.flatMap((repo) =>
    Object.entries(readable(`GET /repos/octo/${repo}/actions/secrets`)),
  );
  const script = answers.map(([request, outcome]) => [request, () => released.then(() => outcome)]);
  const { use, transport } = await scriptedGitHub(Object.fromEntries(script));
  const wanted = repos.map((repo) => secretAt({ kind: 'repository', owner: 'octo', repo }));
  const done = use((client) => locate(wanted, client));
  await new Promise(setImmediate);
  expect(transport.sent).toHaveLength(atOnce);
  release();
  await done;
  expect(transport.sent).toHaveLength(2 * places + Math.min(places, 10));
});

const page = (ids: unknown[], total_count: unknown) =>
  response(200, { total_count, repositories: ids.map((id) => ({ id })) });
const pagePath = (number: number) =>
  `${atOrganization}/GOTO_REFRESH_TOKEN/repositories?per_page=50&page=${number}`;
const pagesOf = (answers: Answer[]) =>
  Object.fromEntries(answers.map((answer, index) => [pagePath(index + 1), answer]));

const reads: Record<string, (client: GitHubClient) => Promise<unknown>> = {
  'public key': (client) => readPublicKey(inOrganization, client),
  metadata: (client) => readMetadata(inOrganization, client),
  repositories: (client) => readSharing(inOrganization, 'selected', client),
  repository: (client) => readRepositoryId({ owner: 'octo', repo: 'webinars' }, client),
};
/** Reads a part from a GitHub that answers so wherever it is asked. */
async function readWith(part: string, answer: HttpOutcome) {
  const { use } = await scriptedGitHub({
    [`${atOrganization}/public-key`]: answer,
    [`${atOrganization}/GOTO_REFRESH_TOKEN`]: answer,
    [pagePath(1)]: answer,
    'GET /repos/octo/webinars': answer,
  });
  return use(async (client) => reads[part]?.(client));
}

const key = publicKey.bytes.toString('base64');
const otherLengths = [31, 33].map((length) => Buffer.alloc(length, 1).toString('base64'));
const wrongKeys = [undefined, ...otherLengths, key.replace('=', '')];
const wrongIds = ['1', 1.5, 0, 2 ** 53, null];

it.each<[string, string, (JsonObject | undefined)[]]>([
  ['public key', 'the JSON', [undefined]],
  ['public key', 'key', wrongKeys.map((key) => ({ key, key_id: '1' }))],
  ['public key', 'key_id', [7, '', 'a b', "1'", '1\n'].map((key_id) => ({ key, key_id }))],
  ['metadata', 'updated_at', [undefined, null, 7, 'soon'].map((updated_at) => ({ updated_at }))],
  ['metadata', 'visibility', [metadata, { ...metadata, visibility: 'Selected' }]],
  ['repositories', 'repositories', [{ total_count: 1 }, { total_count: 1, repositories: [null] }]],
  ['repositories', 'repositories', wrongIds.map((id) => page([id], 1).json)],
  ['repository', 'id', [{}, { id: '7' }, { id: -1 }]],
  ['repositories', 'total_count', [undefined, '1', -1].map((total) => page([], total).json)],
])('of the %s, %s is unexpected', async (part, field, answers) => {
  for (const json of answers) {
    const facts = { kind: 'unexpected-field', part, field };
    await expect(readWith(part, response(200, json))).rejects.toMatchObject({ facts });
  }
});

it.each<[string, JsonObject, unknown]>([
  ['public key', { key, key_id: 'a_Z-09' }, { publicKey: { ...publicKey, keyId: 'a_Z-09' } }],
  ['metadata', { ...metadata, visibility: 'all' }, { updatedAt, visibility: 'all' }],
  ['metadata', { ...metadata, visibility: 'selected' }, { updatedAt, visibility: 'selected' }],
  ['repository', { id: 7 }, 7],
])('the %s is read, and only from a 200: %j', async (part, json, result) => {
  expect(await readWith(part, response(200, json))).toEqual(result);
  const facts = { kind: 'unavailable', part, status: 201 };
  await expect(readWith(part, response(201, json))).rejects.toMatchObject({ facts });
});

it('a secret that may not exist has metadata if it does', async () => {
  const read = async (answer: HttpOutcome) => {
    const { use } = await scriptedGitHub({ [`${atRepository}/GOTO_REFRESH_TOKEN`]: answer });
    return use((client) => findMetadata(secret, client));
  };
  expect(await read(written)).toMatchObject({ updatedAt });
  expect(await read(response(404))).toBeUndefined();
  await expect(read(response(403))).rejects.toMatchObject({ facts: { kind: 'forbidden' } });
});

it.each<[string, HttpOutcome, HttpOutcome, typeof repository, boolean]>([
  ['the second', written, response(200, { updated_at: '2026-11-01T00:00:01Z' }), environment, true],
  ['one that cannot be read', response(503), neverSent, repository, false],
])('of secrets that are read again, the newer one comes first: %s', async (_what, ...row) => {
  const [first, second, place, isNewer] = row;
  const { use } = await scriptedGitHub({
    [`${atRepository}/GOTO_REFRESH_TOKEN`]: first,
    [`${atEnvironment}/GOTO_REFRESH_TOKEN`]: second,
  });
  const located = [repository, environment].map((one) => ({ ...targetAt(one), updatedAt }));
  const again = await use((client) => readAgain(located, client));
  expect(again.isNewer).toBe(isNewer);
  expect(again.secrets[0].place).toBe(place);
  expect(again.secrets[0].updatedAt > updatedAt).toBe(isNewer);
  expect(again.secrets).toHaveLength(2);
});

describe('the repositories that share a secret', () => {
  const read = async (...pages: HttpOutcome[]) => {
    const { use, transport } = await scriptedGitHub(pagesOf(pages));
    const sharing = await use((client) => readSharing(inOrganization, 'selected', client));
    expect(transport.sent).toHaveLength(pages.length);
    return sharing?.selected_repository_ids;
  };

  it('are read from all pages', async () => {
    expect(await read(page([], 0))).toEqual([]);
    expect(await read(page([3, 1], 2))).toEqual([3, 1]);
    expect(await read(page([1, 2], 5), page([3, 4], 5), page([5], 5))).toEqual([1, 2, 3, 4, 5]);
  });

  it.each([
    ['with an id twice', [page([1, 1], 2)]],
    ['with more than the total', [page([1, 2], 1)]],
    ['with a total that changes', [page([1], 2), page([2], 3)]],
    ['with pages of other sizes', [page([1, 2], 6), page([3, 4, 5], 6), page([6], 6)]],
    ['that is empty, with a total', [page([], 1)]],
  ])('are incomplete in a list %s', async (_what, pages) => {
    await expect(read(...pages)).rejects.toMatchObject({ facts: { kind: 'incomplete-list' } });
  });

  it('are read with ten requests at a time, and no further after a page that is missing', async () => {
    const pages = [page([1], 5_500), ...Array(109).fill(response(404))];
    const { use, transport } = await scriptedGitHub(pagesOf(pages));
    const reading = use((client) => readSharing(inOrganization, 'selected', client));
    const facts = { kind: 'not-found', part: 'repositories', secret: inOrganization };
    await expect(reading).rejects.toMatchObject({ facts });
    expect(transport.sent).toHaveLength(11);
  });
});
