import sodium from 'libsodium-wrappers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { locate, readMetadata, readPublicKey, readSharing } from '../../src/github/locate';
import type { Secret } from '../../src/github/places';
import type { HttpOutcome, HttpResponse, JsonObject } from '../../src/http/outcome';
import { locateTimes } from '../../src/limits';
import { actionErrorOf } from '../support/error-table';
import type { Answer } from '../support/scripted-transport';
import { neverSent, reset, response } from '../support/scripted-transport';
import {
  environment,
  keyAnswer,
  organization,
  publicKey,
  repository,
  scriptedGitHub,
  secretAt,
} from './scripted-github';

const secret = secretAt(repository);
const inOrganization = secretAt(organization);
const updatedAt = new Date('2026-11-01T00:00:00Z');
const written = response(200, { updated_at: '2026-11-01T00:00:00Z' });

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

const atRepository = 'GET /repos/octo/webinars/actions/secrets';
const atEnvironment = 'GET /repos/octo/webinars/environments/production/secrets';
const atOrganization = 'GET /orgs/octo/actions/secrets';

const check = (path: string) =>
  `${path.replace('GET', 'PUT')}/GOTO_ACCESS_TOKEN_WRITE_CHECK` as const;
const mayWrite = response(422, { message: 'Invalid request.' });

async function located(script: Record<string, Answer>, secrets: Secret[] = [secret]) {
  const checks = [atRepository, atEnvironment, atOrganization].map((path) => [
    check(path),
    mayWrite,
  ]);
  const { use, transport } = await scriptedGitHub({ ...Object.fromEntries(checks), ...script });
  return { ...(await use((client) => locate(secrets, client))), sent: transport.sent };
}

describe('a secret', () => {
  it('is located with what a write needs', async () => {
    const result = await located({
      [`${atRepository}/public-key`]: keyAnswer(),
      [`${atRepository}/GOTO_REFRESH_TOKEN`]: written,
    });
    expect({ ...result, sent: result.sent.toSorted() }).toEqual({
      secrets: [{ ...secret, publicKey, sharing: undefined, updatedAt }],
      tokenExpiresAt: undefined,
      seal: expect.any(Function),
      sent: [
        `${atRepository}/GOTO_REFRESH_TOKEN`,
        `${atRepository}/public-key`,
        check(atRepository),
      ],
    });
  });

  it('of an organization has its visibility', async () => {
    const { secrets } = await located(
      {
        [`${atOrganization}/public-key`]: keyAnswer(),
        [`${atOrganization}/GOTO_REFRESH_TOKEN`]: response(200, {
          updated_at: '2026-11-01T00:00:00Z',
          visibility: 'private',
        }),
      },
      [inOrganization],
    );
    expect(secrets).toEqual([
      { ...inOrganization, publicKey, sharing: { visibility: 'private' }, updatedAt },
    ]);
  });

  it.each([
    ['all zeros', new Uint8Array(32)],
    ['one', Uint8Array.of(1, ...new Uint8Array(31))],
  ])('is refused with a key that libsodium refuses: %s', async (_what, bytes) => {
    const script = {
      [`${atRepository}/public-key`]: keyAnswer({ key: base64(bytes) }),
      [`${atRepository}/GOTO_REFRESH_TOKEN`]: written,
    };
    const error = await actionErrorOf(() => located(script));
    expect(error.code).toBe('github-unavailable');
    expect(error.message).toContain('libsodium refuses the key');
  });

  it('comes with the expiration of the token, of whichever place says it first', async () => {
    const header = 'github-authentication-token-expiration';
    const { secrets, tokenExpiresAt } = await located(
      {
        [`${atRepository}/public-key`]: keyAnswer(),
        [`${atRepository}/GOTO_REFRESH_TOKEN`]: written,
        [`${atEnvironment}/public-key`]: keyAnswer({}, { [header]: '2026-12-13 00:00:00 UTC' }),
        [`${atEnvironment}/GOTO_REFRESH_TOKEN`]: written,
      },
      [secret, secretAt(environment)],
    );
    expect(secrets.map(({ place }) => place)).toEqual([repository, environment]);
    expect(tokenExpiresAt).toEqual(new Date('2026-12-13T00:00:00Z'));
  });

  it('that is missing is one error: that of the first place, and of its key first', async () => {
    const script = {
      [`${atEnvironment}/public-key`]: response(401),
      [`${atEnvironment}/GOTO_REFRESH_TOKEN`]: response(404),
      [`${atRepository}/public-key`]: keyAnswer(),
      [`${atRepository}/GOTO_REFRESH_TOKEN`]: response(404),
    };
    const both = [secret, secretAt(environment)];
    expect(await actionErrorOf(() => located(script, both))).toMatchObject({
      code: 'secret-not-found',
    });
    expect(await actionErrorOf(() => located(script, both.toReversed()))).toMatchObject({
      code: 'github-token-rejected',
    });
  });
});

describe('the write check', () => {
  const readable = {
    [`${atRepository}/public-key`]: keyAnswer(),
    [`${atRepository}/GOTO_REFRESH_TOKEN`]: written,
  };
  const answered = (...answers: Answer[]) =>
    located({ ...readable, [check(atRepository)]: answers.flat() as HttpOutcome[] });
  const readOnly = response(403, { message: 'Resource not accessible by personal access token' });

  it('writes nothing, to a secret of its own', async () => {
    const { use, transport } = await scriptedGitHub({
      ...readable,
      [check(atRepository)]: mayWrite,
    });
    await use((client) => locate([secret], client));
    const [{ method, url, body } = { url: undefined }, ...others] = transport.requests.filter(
      (request) => request.method !== 'GET',
    );
    expect(others).toEqual([]);
    expect({ method, path: url?.pathname, body }).toEqual({
      method: 'PUT',
      path: '/repos/octo/webinars/actions/secrets/GOTO_ACCESS_TOKEN_WRITE_CHECK',
      body: '{}',
    });
  });

  it('finds a token that may only read', async () => {
    const error = await actionErrorOf(() => answered(readOnly));
    expect(error.code).toBe('github-permission-missing');
    expect(error.message).toContain('but not write them');
  });

  it.each<[string, HttpOutcome]>([
    ['422', mayWrite],
    ['201', response(201, {})],
    ['204', response(204)],
    ['301', response(301, { message: 'Moved Permanently' })],
    ['401', response(401, { message: 'Bad credentials' })],
    ['404', response(404, { message: 'Not Found' })],
    ['429', response(429, { message: 'Too many requests' })],
    ['500', response(500)],
    ['503', response(503, undefined, { 'retry-after': '0' })],
    ['403 without JSON', response(403)],
    ['403 with a page', { ...response(403), text: '<title>Sign in</title>' } as HttpResponse],
    ['403, no quota', response(403, { message: 'x' }, { 'x-ratelimit-remaining': '0' })],
    ['403, retry-after', response(403, { message: 'x' }, { 'retry-after': '1' })],
    ['403, secondary rate limit', response(403, { message: 'a secondary rate limit' })],
    ['a reset', reset],
    ['no connection', neverSent],
  ])('says nothing and is not repeated after %s', async (_what, answer) => {
    const { use, transport } = await scriptedGitHub({
      ...readable,
      [check(atRepository)]: answer,
    });
    const { secrets } = await use((client) => locate([secret], client), locateTimes);
    expect(secrets).toHaveLength(1);
    expect(transport.sent).toHaveLength(3);
    expect(transport.lines).toEqual([]);
  });

  it('comes after what a read says', async () => {
    const script = {
      ...readable,
      [`${atRepository}/GOTO_REFRESH_TOKEN`]: response(404),
      [check(atRepository)]: readOnly,
    };
    expect((await actionErrorOf(() => located(script))).code).toBe('secret-not-found');
  });

  it('is that of the first place that may not be written', async () => {
    const script = {
      ...readable,
      [`${atEnvironment}/public-key`]: keyAnswer(),
      [`${atEnvironment}/GOTO_REFRESH_TOKEN`]: written,
      [check(atEnvironment)]: readOnly,
    };
    const error = await actionErrorOf(() => located(script, [secret, secretAt(environment)]));
    expect(error.message).toContain('environment production');
  });

  it.each([
    [1, 3],
    [3, 9],
    [5, 10],
    [6, 10],
    [50, 10],
  ])('goes beside the reads: of %i places, %i requests at first', async (places, atOnce) => {
    const open: (() => void)[] = [];
    const later = (outcome: HttpOutcome) => async () => {
      await new Promise<void>((resolve) => open.push(resolve));
      return outcome;
    };
    const wanted = Array.from({ length: places }, (_, index) =>
      secretAt({ kind: 'repository', owner: 'octo', repo: `r${index}` }),
    );
    const script = wanted.map((_, index) => {
      const path = `GET /repos/octo/r${index}/actions/secrets`;
      return {
        [`${path}/public-key`]: later(keyAnswer()),
        [`${path}/GOTO_REFRESH_TOKEN`]: later(written),
        [check(path)]: later(mayWrite),
      };
    });
    const { use, transport } = await scriptedGitHub(Object.assign({}, ...script));
    const rounds: number[] = [];
    await use(async (client) => {
      let isLocated = false;
      const locating = locate(wanted, client).finally(() => {
        isLocated = true;
      });
      while (!isLocated) {
        await new Promise((resolve) => setImmediate(resolve));
        rounds.push(open.length);
        for (const release of open.splice(0)) release();
      }
      return locating;
    });
    expect(rounds.find((count) => count > 0)).toBe(atOnce);
    expect(Math.max(...rounds)).toBe(atOnce);
    expect(transport.sent).toHaveLength(2 * places + Math.min(places, 10));
  });
});

describe('the write check in time', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const readOnly = response(403, { message: 'Resource not accessible by integration' });
  const never = () => new Promise<HttpOutcome>(() => undefined);
  const delayed = (ms: number, outcome: HttpOutcome) => () =>
    new Promise<HttpOutcome>((resolve) => setTimeout(() => resolve(outcome), ms));

  async function timed(
    answer: Answer,
    { token = 'github_pat_1', key = delayed(200, keyAnswer()) },
  ) {
    const { use, transport } = await scriptedGitHub(
      {
        [`${atRepository}/public-key`]: key,
        [`${atRepository}/GOTO_REFRESH_TOKEN`]: written,
        [check(atRepository)]: answer,
      },
      { token },
    );
    const started = performance.now();
    const done = use(
      (client) =>
        locate([secret], client).then(
          () => undefined,
          (error) => error,
        ),
      locateTimes,
    ).then((error) => ({ error, tookMs: performance.now() - started }));
    await vi.advanceTimersByTimeAsync(20_000);
    const tries = transport.sent.filter((key) => key === check(atRepository)).length;
    return { ...(await done), tries, lines: transport.lines };
  }

  it('is waited for one second after the reads', async () => {
    const { error, tookMs } = await timed(never, {});
    expect(error).toBeUndefined();
    expect(tookMs).toBeGreaterThanOrEqual(1_200);
    expect(tookMs).toBeLessThan(1_300);
  });

  it('counts when it comes within that second', async () => {
    const { error } = await timed(delayed(1_100, readOnly), {});
    expect(error).toMatchObject({ facts: { kind: 'forbidden', part: 'write access' } });
  });

  it('says nothing when it comes later', async () => {
    expect((await timed(delayed(1_300, readOnly), {})).error).toBeUndefined();
  });

  it('is not waited for when a read fails', async () => {
    const { error, tookMs } = await timed(never, { key: delayed(200, response(404)) });
    expect(error).toMatchObject({ facts: { part: 'public key' } });
    expect(tookMs).toBeLessThan(300);
  });

  it('has the patience that a new token of an App needs', async () => {
    const { error, tries, lines } = await timed([readOnly, readOnly, mayWrite], {
      token: 'ghs_1',
    });
    expect(error).toBeUndefined();
    expect(tries).toBe(3);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain('check write access to repository octo/webinars');
  });

  it('ends the run when the token of an App may still not write after that', async () => {
    const { error, tookMs } = await timed([readOnly], { token: 'ghs_1' });
    expect(error).toMatchObject({ facts: { kind: 'forbidden', part: 'write access' } });
    expect(tookMs).toBeGreaterThanOrEqual(7_900);
    expect(tookMs).toBeLessThan(9_000);
  });

  it.each<[string, HttpOutcome]>([
    ['is busy', response(503)],
    ['is lost', reset],
  ])('says nothing when a later try with such a token %s', async (_what, last) => {
    const { error, tries } = await timed([readOnly, last], { token: 'ghs_1' });
    expect(error).toBeUndefined();
    expect(tries).toBe(2);
  });
});

describe('a process that cannot seal', () => {
  const broken = new Error('no WebAssembly');
  const readable = {
    [`${atRepository}/public-key`]: keyAnswer(),
    [`${atRepository}/GOTO_REFRESH_TOKEN`]: written,
  };

  beforeEach(() => {
    vi.spyOn(sodium, 'crypto_box_easy').mockImplementation(() => {
      throw broken;
    });
  });
  afterEach(() => void vi.restoreAllMocks());

  it('locates nothing', async () => {
    const error = await actionErrorOf(() => located(readable));
    expect({ ...error, message: error.message }).toMatchInlineSnapshot(`
      {
        "code": "runner-unsupported",
        "hint": "Run this on another machine, or with another version of Node: with the one on the runner, a new refresh token could not be stored.",
        "message": "Sealing does not work on the runner: no WebAssembly.",
        "name": "ActionError",
      }
    `);
    expect(error.cause).toBe(broken);
  });

  it('says first what is wrong at GitHub', async () => {
    const script = { ...readable, [`${atRepository}/public-key`]: response(401) };
    expect((await actionErrorOf(() => located(script))).code).toBe('github-token-rejected');
  });
});

describe('a public key', () => {
  const read = async (answer: HttpOutcome) => {
    const { use } = await scriptedGitHub({ [`${atRepository}/public-key`]: answer });
    return use((client) => readPublicKey(secret, client));
  };
  it('is 32 bytes and has an id', async () => {
    expect((await read(keyAnswer({ key_id: 'a_Z-09' }))).publicKey).toEqual({
      bytes: publicKey.bytes,
      keyId: 'a_Z-09',
    });
  });

  it.each([
    ['absent', { key: undefined }],
    ['no text', { key: 7 }],
    ['empty', { key: '' }],
    ['31 bytes', { key: base64(publicKey.bytes.slice(1)) }],
    ['33 bytes', { key: base64(new Uint8Array([...publicKey.bytes, 1])) }],
    ['without padding', { key: base64(publicKey.bytes).replace('=', '') }],
    ['with spaces', { key: ` ${base64(publicKey.bytes)}` }],
  ])('that is %s cannot be used', async (_what, more: JsonObject) => {
    const error = await actionErrorOf(() => read(keyAnswer(more)));
    expect(error.code).toBe('github-unavailable');
    expect(error.message).toContain('): key has');
  });

  it.each([undefined, 7, '', 'a b', "1'", 'é', '1\n'])('cannot have the id %j', async (key_id) => {
    const error = await actionErrorOf(() => read(keyAnswer({ key_id })));
    expect(error.code).toBe('github-unavailable');
    expect(error.message).toContain('): key_id has');
  });
});

describe('metadata', () => {
  const read = async (json: JsonObject, of = secret) => {
    const { use } = await scriptedGitHub({
      [`${atRepository}/GOTO_REFRESH_TOKEN`]: response(200, json),
      [`${atOrganization}/GOTO_REFRESH_TOKEN`]: response(200, json),
    });
    return use((client) => readMetadata(of, client));
  };

  it.each([undefined, null, 7, 'soon'])('have no time %j', async (updated_at) => {
    expect((await actionErrorOf(() => read({ updated_at }))).message).toContain(
      '): updated_at has',
    );
  });

  it.each(['all', 'private', 'selected'])('have the visibility %s', async (visibility) => {
    const json = { updated_at: '2026-11-01T00:00:00Z', visibility };
    expect(await read(json, inOrganization)).toEqual({ updatedAt, visibility });
    expect(await read(json)).toEqual({ updatedAt, visibility: undefined });
  });

  it.each([undefined, 'Selected', 7])('have no visibility %j', async (visibility) => {
    const json = { updated_at: '2026-11-01T00:00:00Z', visibility };
    const error = await actionErrorOf(() => read(json, inOrganization));
    expect(error.message).toContain('): visibility has');
  });
});

describe('the repositories that share a secret', () => {
  const page = (ids: unknown[], total_count: unknown) =>
    response(200, { total_count, repositories: ids.map((id) => ({ id })) });
  const read = async (...pages: HttpOutcome[]) => {
    const path = `${atOrganization}/GOTO_REFRESH_TOKEN/repositories?per_page=50`;
    const script = pages.map((answer, index) => [`${path}&page=${index + 1}`, answer]);
    const { use, transport } = await scriptedGitHub(Object.fromEntries(script));
    const sharing = await use((client) => readSharing(inOrganization, 'selected', client));
    expect(transport.sent).toHaveLength(pages.length);
    return sharing;
  };

  it('are not read unless they are selected', async () => {
    const { use } = await scriptedGitHub({});
    await use(async (client) => {
      expect(await readSharing(inOrganization, 'all', client)).toEqual({ visibility: 'all' });
      expect(await readSharing(secret, undefined, client)).toBeUndefined();
    });
  });

  it.each([
    ['one page', [page([3, 1], 2)], [3, 1]],
    ['several pages', [page([1, 2], 5), page([3, 4], 5), page([5], 5)], [1, 2, 3, 4, 5]],
    ['none', [page([], 0)], []],
  ])('are read from %s', async (_what, pages, selected_repository_ids) => {
    expect(await read(...pages)).toEqual({ visibility: 'selected', selected_repository_ids });
  });

  it.each([
    ['no list', 'repositories', [response(200, { total_count: 0 })]],
    ['no ids', 'repositories', [page(['1'], 1)]],
    ['an id with a fraction', 'repositories', [page([1.5], 1)]],
    ['an id that is null', 'repositories', [page([null], 1)]],
    ['an id of zero', 'repositories', [page([0], 1)]],
    ['an id that lost digits', 'repositories', [page([2 ** 53], 1)]],
    ['a null', 'repositories', [response(200, { total_count: 1, repositories: [null] })]],
    ['no total', 'total_count', [page([1], undefined)]],
    ['a total that is text', 'total_count', [page([1], '1')]],
    ['a total below zero', 'total_count', [page([], -1)]],
  ])('cannot be used with %s', async (_what, field, pages) => {
    const error = await actionErrorOf(() => read(...pages));
    expect(error.code).toBe('github-unavailable');
    expect(error.message).toContain(`): ${field} has`);
  });

  it.each([
    ['with an id twice', [page([1, 1], 2)]],
    ['with an id twice, on two pages', [page([1], 3), page([1], 3), page([2], 3)]],
    ['with more than the total', [page([1, 2], 1)]],
    ['with a total that grows', [page([1], 2), page([2], 3)]],
    ['with a total that shrinks', [page([1, 2], 3), page([3], 2)]],
    ['with an empty page', [page([1], 2), page([], 2)]],
    ['with a page that is short', [page([1, 2], 6), page([3], 6), page([4, 5], 6)]],
    ['with a page that is too long', [page([1], 2), page([2, 3], 2)]],
    ['that is empty, with a total', [page([], 1)]],
  ])('are incomplete in a list %s', async (_what, pages) => {
    const error = await actionErrorOf(() => read(...pages));
    expect(error.code).toBe('github-unavailable');
    expect(error.message).toContain('is incomplete');
  });

  it('are read with ten requests at a time after the first', async () => {
    const total = 5_500;
    const ids = Array.from({ length: total }, (_, index) => total - index);
    const open: (() => void)[] = [];
    const answer = (number: number) => async () => {
      await new Promise<void>((resolve) => open.push(resolve));
      return page(ids.slice((number - 1) * 50, number * 50), total);
    };
    const path = `${atOrganization}/GOTO_REFRESH_TOKEN/repositories?per_page=50`;
    const pages = Array.from({ length: 110 }, (_, index) => index + 1);
    const { use, transport } = await scriptedGitHub(
      Object.fromEntries(pages.map((number) => [`${path}&page=${number}`, answer(number)])),
    );
    const rounds: number[] = [];
    const sharing = await use(async (client) => {
      let isRead = false;
      const reading = readSharing(inOrganization, 'selected', client).finally(() => {
        isRead = true;
      });
      while (!isRead) {
        await new Promise((resolve) => setImmediate(resolve));
        rounds.push(open.length);
        // The last ones first: the order of the answers must not matter.
        for (const release of open.splice(0).reverse()) release();
      }
      return reading;
    });
    expect(sharing).toEqual({ visibility: 'selected', selected_repository_ids: ids });
    expect(rounds.filter((count) => count > 0)).toEqual([1, ...Array(10).fill(10), 9]);
    expect(transport.sent).toHaveLength(pages.length);
  });

  it('are not read on after a page that is missing', async () => {
    const path = `${atOrganization}/GOTO_REFRESH_TOKEN/repositories?per_page=50`;
    const { use, transport } = await scriptedGitHub({
      [`${path}&page=1`]: page([1], 5_500),
      ...Object.fromEntries(
        Array.from({ length: 10 }, (_, index) => [`${path}&page=${index + 2}`, response(404)]),
      ),
    });
    const read = () => use((client) => readSharing(inOrganization, 'selected', client));
    expect((await actionErrorOf(read)).message).toContain(
      'did not return the repositories that share',
    );
    expect(transport.sent).toHaveLength(11);
  });

  it('cannot be used when a page is missing', async () => {
    expect((await actionErrorOf(() => read(page([1], 2), response(404)))).message).toContain(
      'the repositories that share GOTO_REFRESH_TOKEN of organization octo',
    );
  });
});

describe('a read is tried again', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  async function triedAgain(answers: HttpOutcome[]) {
    const path = `${atRepository}/GOTO_REFRESH_TOKEN`;
    const { use, transport } = await scriptedGitHub({ [path]: answers });
    const started = performance.now();
    const done = use(
      (client) =>
        readMetadata(secret, client).then(
          (result) => result,
          (error) => error,
        ),
      locateTimes,
    ).then((result) => ({ result, tookMs: performance.now() - started }));
    await vi.advanceTimersByTimeAsync(20_000);
    return { ...(await done), tries: transport.sent.length, lines: transport.lines };
  }

  it('twice within 5 s after a 401: the token of an App may be new', async () => {
    const { result, tookMs, tries } = await triedAgain([response(401), response(401), written]);
    expect(result).toMatchObject({ updatedAt });
    expect(tries).toBe(3);
    expect(tookMs).toBeGreaterThanOrEqual(1_400 + 2_800);
    expect(tookMs).toBeLessThan(5_000);
  });

  it('no third time after a 401', async () => {
    const { result, tries } = await triedAgain([response(401)]);
    expect(result).toMatchObject({ facts: { kind: 'token-rejected' } });
    expect(tries).toBe(3);
  });

  it('after a reset, with a line in the log', async () => {
    const { result, lines } = await triedAgain([reset, written]);
    expect(result).toMatchObject({ updatedAt });
    expect(lines).toEqual([
      expect.stringContaining(
        'could not read the metadata of GOTO_REFRESH_TOKEN of repository octo/webinars (',
      ),
    ]);
  });

  it('not after a 404', async () => {
    expect(await triedAgain([response(404), written])).toMatchObject({ tries: 1 });
  });
});
