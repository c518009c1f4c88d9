import sodium from 'libsodium-wrappers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  checkAnswer,
  type GitHubPlace,
  type GitHubStandIn,
  startGitHub,
  timestamp,
} from './github-stand-in';
import type { Answer, RecordedRequest } from './stand-in-server';

describe('startGitHub', () => {
  let github: GitHubStandIn;
  beforeEach(async () => {
    github = await startGitHub({ takesAnything: true });
  });
  afterEach(() => github.close());

  const call = async (method: string, path: string, body?: object, token = github.token) => {
    const response = await fetch(`${github.url}/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  };
  const seal = (place: GitHubPlace, value: string) => {
    const { key, key_id } = place.publicKey;
    const publicKey = sodium.from_base64(key, sodium.base64_variants.ORIGINAL);
    const sealed = sodium.crypto_box_seal(value, publicKey);
    return {
      encrypted_value: sodium.to_base64(sealed, sodium.base64_variants.ORIGINAL),
      key_id,
    };
  };

  it('opens what is sealed for a repository and stores it', async () => {
    const place = github.addRepository('octo/webinars', {
      secrets: { GOTO: { value: 'r1', updatedAt: '2026-01-01T00:00:00Z' } },
    });
    expect((await call('GET', `${place.path}/public-key`)).body).toEqual(place.publicKey);
    expect((await call('GET', `${place.path}/goto`)).body).toEqual({
      name: 'GOTO',
      created_at: '2026-01-01T00:00:00Z',
      updated_at: '2026-01-01T00:00:00Z',
    });
    expect(await call('PUT', `${place.path}/Goto`, seal(place, 'r2'))).toMatchObject({
      status: 204,
      body: undefined,
    });
    expect((await call('PUT', `${place.path}/GOTO`, seal(place, 'r3'))).status).toBe(204);
    expect((await call('PUT', `${place.path}/NEW`, seal(place, 'n1'))).status).toBe(201);
    expect(place.secret('goto')).toMatchObject({ value: 'r3', written: ['r2', 'r3'] });
    expect(place.secret('GOTO').updatedAt > '2026-01-01T00:00:00Z').toBe(true);
  });

  it('refuses every write of a token that may only read, before it looks at what is sent', async () => {
    const place = github.addRepository('octo/webinars', { secrets: { GOTO: 'r1' } });
    const check = `${place.path}/GOTO_ACCESS_TOKEN_WRITE_CHECK`;
    expect((await call('PUT', check, {})).status).toBe(422);
    github.access = 'read';
    expect((await call('PUT', check, {})).status).toBe(403);
    expect((await call('PUT', `${place.path}/GOTO`, seal(place, 'r2'))).status).toBe(403);
    expect((await call('GET', `${place.path}/GOTO`)).status).toBe(200);
    expect(place.secrets).toMatchObject([{ name: 'GOTO', value: 'r1' }]);
  });

  it.each([
    ['without a key_id', { key_id: undefined }],
    ['with a key_id it never had', { key_id: '1' }],
    ['that does not open', { encrypted_value: 'AAAA' }],
    ['in the other base64 alphabet', { encrypted_value: '-_-_' }],
    ['without a value', { encrypted_value: undefined }],
  ])('refuses a write %s', async (_case, fault) => {
    const place = github.addRepository('octo/webinars', { secrets: { GOTO: 'r1' } });
    const answer = await call('PUT', `${place.path}/GOTO`, { ...seal(place, 'r2'), ...fault });
    expect(answer.status).toBe(422);
    expect(place.secret('GOTO')).toMatchObject({ value: 'r1', written: [] });
  });

  it('refuses a value sealed under a key that was replaced, and can still open it', async () => {
    const place = github.addRepository('octo/webinars');
    const write = seal(place, 'r2');
    place.rotateKey();
    expect((await call('PUT', `${place.path}/GOTO`, write)).status).toBe(422);
    expect(place.open(write.encrypted_value, write.key_id)).toBe('r2');
    expect(() => place.open(write.encrypted_value)).toThrow();
  });

  it('keeps repository and environment apart, and finds the latter by its encoded name', async () => {
    const repository = github.addRepository('octo/webinars', { secrets: { GOTO: 'repo' } });
    const environment = github.addEnvironment('octo/webinars', 'web & mail', {
      secrets: { GOTO: 'env' },
    });
    const path = 'repos/Octo/webinars/environments/web%20%26%20mail/secrets/GOTO';
    expect((await call('GET', path)).status).toBe(200);
    expect(environment.publicKey).not.toEqual(repository.publicKey);
    expect((await call('PUT', path, seal(repository, 'x'))).status).toBe(422);
    expect((await call('PUT', path, seal(environment, 'x'))).status).toBe(204);
    expect(environment.secret('GOTO').value).toBe('x');
    expect(repository.secret('GOTO').value).toBe('repo');
    expect(github.placeOf(path)).toEqual({ place: environment, secretName: 'GOTO' });
  });

  it('wants the visibility for an organization, and forgets ids that are not sent', async () => {
    const place = github.addOrganization('octo', {
      secrets: { GOTO: { value: 'r1', visibility: 'selected', selectedRepositoryIds: [1, 2] } },
    });
    const path = `${place.path}/GOTO`;
    expect((await call('GET', path)).body.visibility).toBe('selected');
    expect((await call('PUT', path, seal(place, 'r2'))).status).toBe(422);
    const kept = { ...seal(place, 'r2'), visibility: 'selected', selected_repository_ids: [1, 2] };
    expect((await call('PUT', path, kept)).status).toBe(204);
    expect(place.secret('GOTO').selectedRepositoryIds).toEqual([1, 2]);
    const lost = { ...seal(place, 'r3'), visibility: 'selected' };
    expect((await call('PUT', path, lost)).status).toBe(204);
    expect(place.secret('GOTO').selectedRepositoryIds).toEqual([]);
  });

  it('lists selected repositories in pages', async () => {
    const ids = Array.from({ length: 130 }, (_, index) => index + 1);
    const place = github.addOrganization('octo', {
      secrets: { GOTO: { value: 'r1', visibility: 'selected', selectedRepositoryIds: ids } },
    });
    const first = await call('GET', `${place.path}/GOTO/repositories?per_page=500`);
    expect(first.body.total_count).toBe(130);
    expect(first.body.repositories).toHaveLength(100);
    const second = await call('GET', `${place.path}/GOTO/repositories?per_page=100&page=2`);
    expect(second.body.repositories.map(({ id }: { id: number }) => id)).toEqual(ids.slice(100));
  });

  it('answers 401 to a foreign token and 404 to what it does not have', async () => {
    const place = github.addRepository('octo/webinars');
    const refused = await call('GET', `${place.path}/public-key`, undefined, 'other');
    expect(refused).toMatchObject({ status: 401, body: { message: 'Bad credentials' } });
    expect((await call('GET', `${place.path}/GOTO`)).status).toBe(404);
    expect((await call('GET', 'repos/octo/other/actions/secrets/public-key')).status).toBe(404);
    expect((await call('GET', 'orgs/octo/actions/secrets/public-key')).status).toBe(404);
  });
});

describe('what GitHub does not describe', () => {
  const place = '/repos/octo/webinars/actions/secrets';
  const inEnvironment = '/repos/octo/webinars/environments/web%20%26%20mail/secrets';
  const inOrganization = '/orgs/octo/actions/secrets';
  const sealed = { encrypted_value: 'c2VhbGVk', key_id: '1' };
  const valid: Asked = {
    path: `${place}/GOTO`,
    headers: { authorization: 'Bearer x', 'content-type': 'application/json' },
  };

  interface Asked {
    method?: string;
    path: string;
    headers?: Record<string, string>;
    body?: string | object;
  }

  /** What the stand-in says of a request, at its end; undefined if nothing. */
  async function saidOf(more: Partial<Asked>): Promise<string | undefined> {
    const github = await startGitHub({ basePath: '/api/v3' });
    const { method = 'GET', path, headers, body } = { ...valid, ...more };
    const { status } = await fetch(github.url + path, {
      method,
      ...(headers && { headers }),
      ...(body && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const failure = await github.close().then(
      () => undefined,
      (error) => String(error),
    );
    expect(status === 400).toBe(failure !== undefined);
    return failure;
  }

  it.each<Partial<Asked>>([
    {},
    { path: `${place}/public-key` },
    { path: `${inEnvironment}/GOTO`, method: 'PUT', body: sealed },
    { path: `${inOrganization}/GOTO/repositories?per_page=100&page=2` },
    {
      path: `${inOrganization}/GOTO`,
      method: 'PUT',
      body: { ...sealed, visibility: 'selected', selected_repository_ids: [1] },
    },
  ])('is not %j', async (asked) => {
    expect(await saidOf(asked)).toBeUndefined();
  });

  it.each<[Partial<Asked>, string]>([
    [{ path: '/user' }, 'GitHub does not describe this operation'],
    [{ path: `${place}/GOTO/repositories` }, 'GitHub does not describe this operation'],
    [{ method: 'POST' }, 'GitHub does not describe this operation'],
    [{ path: `${place}//` }, 'GitHub does not describe this operation'],
    [{ path: '/repos/%E0%A4%A/webinars' }, "path must have required property 'owner'"],
    [{ path: `${place}/GOTO?page=1` }, 'query must NOT have additional properties (page)'],
    [
      { path: `${inOrganization}/GOTO/repositories?per_page=1000` },
      'query/per_page must be <= 100',
    ],
    [{ path: `${inOrganization}/GOTO/repositories?page=x` }, 'query/page must be integer'],
    [{ headers: {} }, "headers must have required property 'authorization'"],
    [
      { headers: { ...valid.headers, accept: 'text/html' } },
      'headers/accept must match pattern "application/vnd\\.github\\b|\\*/\\*"',
    ],
    [
      { headers: { ...valid.headers, 'x-github-api-version': '2020-01-01' } },
      'headers/x-github-api-version must match pattern "^2022-11-28$"',
    ],
    [{ method: 'PUT', body: 'x' }, 'the body is no JSON'],
    [
      { method: 'PUT', body: { key_id: '1' } },
      "body must have required property 'encrypted_value'",
    ],
    [
      { method: 'PUT', body: { ...sealed, key_id: undefined } },
      "body must have required property 'key_id'",
    ],
    [{ method: 'PUT', body: { ...sealed, key_id: 1 } }, 'body/key_id must be string'],
    [
      { method: 'PUT', body: { ...sealed, visibility: 'all' } },
      'body must NOT have additional properties (visibility)',
    ],
    [
      { method: 'PUT', path: `${inOrganization}/GOTO`, body: { ...sealed, visibility: 'public' } },
      'body/visibility must be equal to one of the allowed values (all, private, selected)',
    ],
  ])('is %j', async (asked, what) => {
    const { method = 'GET', path } = { ...valid, ...asked };
    expect(await saidOf(asked)).toBe(`DescriptionError: ${method} /api/v3${path}: ${what}`);
  });

  it('is an answer with another status, another body or a field that is missing', () => {
    const request = { method: 'GET', target: valid.path } as RecordedRequest;
    const check = (answer: Answer) => () => checkAnswer(request, valid.path, answer);
    const body = { name: 'GOTO', created_at: timestamp(new Date()) };
    expect(check({ status: 200, body: { ...body, updated_at: body.created_at } })).not.toThrow();
    expect(check({ status: 200, body })).toThrow("must have required property 'updated_at'");
    expect(check({ status: 200, body: { ...body, updated_at: 'soon' } })).toThrow('"date-time"');
    expect(check({ status: 201, body: {} })).toThrow('GitHub does not answer with 201');
    expect(check({ status: 404, body: { message: 7 } })).toThrow('body/message must be string');
  });
});
