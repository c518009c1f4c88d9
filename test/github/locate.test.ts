import sodium from 'libsodium-wrappers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { locate, readMetadata, readPublicKey, readSharing } from '../../src/github/locate';
import type { Secret } from '../../src/github/places';
import type { HttpOutcome, JsonObject } from '../../src/http/outcome';
import { locateTimes } from '../../src/limits';
import { actionErrorOf } from '../support/error-table';
import { reset, response } from '../support/outcomes';
import type { Answer } from '../support/scripted-transport';
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
const atOrganization = 'GET /orgs/octo/actions/secrets';

async function located(script: Record<string, Answer>, secrets: Secret[] = [secret]) {
  const { use, transport } = await scriptedGitHub(script);
  return { ...(await use((client) => locate(secrets, client))), sent: transport.sent };
}

describe('a secret', () => {
  it('is located with what a write needs', async () => {
    const result = await located({
      [`${atRepository}/public-key`]: keyAnswer(),
      [`${atRepository}/GOTO_REFRESH_TOKEN`]: written,
    });
    expect(result).toEqual({
      secrets: [{ ...secret, publicKey, sharing: undefined, updatedAt }],
      tokenExpiresAt: undefined,
      seal: expect.any(Function),
      sent: [`${atRepository}/public-key`, `${atRepository}/GOTO_REFRESH_TOKEN`],
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
    const path = 'GET /repos/octo/webinars/environments/production/secrets';
    const header = 'github-authentication-token-expiration';
    const { secrets, tokenExpiresAt } = await located(
      {
        [`${atRepository}/public-key`]: keyAnswer(),
        [`${atRepository}/GOTO_REFRESH_TOKEN`]: written,
        [`${path}/public-key`]: keyAnswer({}, { [header]: '2026-12-13 00:00:00 UTC' }),
        [`${path}/GOTO_REFRESH_TOKEN`]: written,
      },
      [secret, secretAt(environment)],
    );
    expect(secrets.map(({ place }) => place)).toEqual([repository, environment]);
    expect(tokenExpiresAt).toEqual(new Date('2026-12-13T00:00:00Z'));
  });

  it('that is missing is one error: that of the first place, and of its key first', async () => {
    const path = 'GET /repos/octo/webinars/environments/production/secrets';
    const script = {
      [`${path}/public-key`]: response(401),
      [`${path}/GOTO_REFRESH_TOKEN`]: response(404),
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
