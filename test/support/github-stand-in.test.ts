import sodium from 'libsodium-wrappers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkAnswer, type GitHubPlace, type GitHubStandIn, startGitHub } from './github-stand-in';
import type { Answer, RecordedRequest } from './stand-in-server';

let github: GitHubStandIn;
beforeEach(async () => {
  github = await startGitHub({ basePath: '/api/v3' });
});
// Where a test expects it to reject, it was closed before.
afterEach(() => github.close().catch(() => undefined));

interface Asked {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: object;
}

const secrets = '/repos/octo/webinars/actions/secrets';

async function ask({ method = 'GET', path = `${secrets}/GOTO`, headers, body }: Asked) {
  const authorization = `Bearer ${github.token}`;
  const response = await fetch(`${github.url}${path}`, {
    ...{ method, headers: headers ?? { authorization, 'content-type': 'application/json' } },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: JSON.parse(text || '{}') };
}

function seal(place: GitHubPlace, value: string) {
  const { key, key_id } = place.publicKey;
  const publicKey = sodium.from_base64(key, sodium.base64_variants.ORIGINAL);
  const sealed = sodium.crypto_box_seal(value, publicKey);
  return { encrypted_value: sodium.to_base64(sealed, sodium.base64_variants.ORIGINAL), key_id };
}

const put = async (place: GitHubPlace, body: object, name = 'GOTO') =>
  (await ask({ method: 'PUT', path: `${place.path}/${name}`, body })).status;

it('stores only what was sealed for this place, under its current key', async () => {
  const place = github.addRepository('octo/webinars', { secrets: { GOTO: 'r1' } });
  const environment = github.addEnvironment('octo/webinars', 'web & mail');
  const { updatedAt } = place.secret('GOTO');
  expect(await put(place, seal(place, 'r2'), 'Goto')).toBe(204);
  expect(await put(place, seal(place, 'n1'), 'NEW')).toBe(201);
  expect(await put(environment, seal(environment, 'e1'))).toBe(201);
  const sealed = seal(place, 'r3');
  expect(await put(environment, sealed)).toBe(422);
  expect(await put(place, { ...sealed, encrypted_value: 'AAAA' })).toBe(422);
  expect(await put(place, { ...sealed, key_id: '1' })).toBe(422);
  expect(await put(place, {}, 'GOTO_ACCESS_TOKEN_WRITE_CHECK')).toBe(422);
  place.rotateKey();
  expect(await put(place, sealed)).toBe(422);
  github.access = 'read';
  expect(await put(place, seal(place, 'r4'))).toBe(403);
  expect(await put(place, {}, 'GOTO_ACCESS_TOKEN_WRITE_CHECK')).toBe(403);
  expect(place.secret('goto')).toMatchObject({ name: 'GOTO', value: 'r2', written: ['r2'] });
  expect(place.secret('GOTO').updatedAt > updatedAt).toBe(true);
  expect(environment.secrets).toMatchObject([{ value: 'e1' }]);
  await github.close();
});

it('keeps of an organization only the ids that are sent', async () => {
  const ids = Array.from({ length: 130 }, (_, index) => index + 1);
  const seed = { value: 'r1', visibility: 'selected' as const, selectedRepositoryIds: ids };
  const place = github.addOrganization('octo', { secrets: { GOTO: seed } });
  const path = `${place.path}/GOTO/repositories?per_page=100&page=2`;
  const { total_count, repositories } = (await ask({ path })).body;
  expect(total_count).toBe(130);
  expect(repositories.map(({ id }: { id: number }) => id)).toEqual(ids.slice(100));
  await put(place, { ...seal(place, 'r2'), visibility: 'selected', selected_repository_ids: [7] });
  expect(place.secret('GOTO').selectedRepositoryIds).toEqual([7]);
  await put(place, { ...seal(place, 'r3'), visibility: 'selected' });
  expect(place.secret('GOTO').selectedRepositoryIds).toEqual([]);
  await github.close();
});

it.each<[Asked, string]>([
  [{ method: 'POST' }, 'does not describe'],
  [{ path: `${secrets}/GOTO/repositories` }, 'does not describe'],
  [{ path: `${secrets}/GOTO?page=1` }, '/query must NOT have additional properties'],
  [
    { path: '/orgs/octo/actions/secrets/GOTO/repositories?per_page=101' },
    '/query/per_page must be',
  ],
  [{ headers: { accept: '*/*' } }, "/headers must have required property 'authorization'"],
  [{ method: 'PUT', body: { key_id: '1' } }, "/body must have required property 'encrypted_value'"],
  [{ method: 'PUT', body: { encrypted_value: '-_-_', key_id: 1 } }, '/body/key_id must be string'],
  [
    { method: 'PUT', body: { encrypted_value: '', key_id: '1', visibility: 'all' } },
    '/body must NOT have additional properties',
  ],
])('takes no %j', async (asked, wrong) => {
  github.addRepository('octo/webinars', { secrets: { GOTO: 'r1' } });
  expect((await ask(asked)).status).toBe(400);
  await expect(github.close()).rejects.toThrow(wrong);
});

it('gives no answer that GitHub does not describe', () => {
  const path = `${secrets}/GOTO`;
  const check = (answer: Answer) => () =>
    checkAnswer({ method: 'GET', target: path } as RecordedRequest, path, answer);
  const [name, created_at] = ['GOTO', '2026-01-01T00:00:00Z'];
  expect(check({ status: 200, body: { name, created_at, updated_at: created_at } })).not.toThrow();
  expect(check({ status: 200, body: { name, created_at } })).toThrow("'updated_at'");
  expect(check({ status: 201, body: {} })).toThrow('does not describe');
  expect(check({ status: 404, body: { message: 7 } })).toThrow('/message must be string');
});
