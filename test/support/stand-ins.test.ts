import sodium from 'libsodium-wrappers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkAnswer, type GitHubPlace, type GitHubStandIn, startGitHub } from './github-stand-in';
import { startGoToOAuthServer } from './goto-oauth-server';
import { readLog } from './runner';
import { cmd, powerShell, realShell, type Shell, takeApart } from './shells';
import type { Answer, RecordedRequest } from './stand-in-server';

describe('the stand-in of GitHub', () => {
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
    await put(place, {
      ...seal(place, 'r2'),
      visibility: 'selected',
      selected_repository_ids: [7],
    });
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
    [
      { method: 'PUT', body: { key_id: '1' } },
      "/body must have required property 'encrypted_value'",
    ],
    [
      { method: 'PUT', body: { encrypted_value: '-_-_', key_id: 1 } },
      '/body/key_id must be string',
    ],
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
    expect(
      check({ status: 200, body: { name, created_at, updated_at: created_at } }),
    ).not.toThrow();
    expect(check({ status: 200, body: { name, created_at } })).toThrow("'updated_at'");
    expect(check({ status: 201, body: {} })).toThrow('does not describe');
    expect(check({ status: 404, body: { message: 7 } })).toThrow('/message must be string');
  });
});

it('the OAuth server refuses a token that was replaced before a restart, and revokes what replaced it', async () => {
  const memory = new Map();
  const before = await startGoToOAuthServer({ rotate: () => true, memory });
  const first = await before.firstRefreshToken();
  const refresh = async (tokenUrl: string, token: string) => {
    const authorization = `Basic ${btoa(`${before.clientId}:${before.clientSecret}`)}`;
    const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: token });
    const response = await fetch(tokenUrl, { method: 'POST', headers: { authorization }, body });
    return (await response.json()) as Record<string, string>;
  };
  const { refresh_token: second = '' } = await refresh(before.tokenUrl, first);
  await before.close();
  const goto = await startGoToOAuthServer({
    memory: new Map(JSON.parse(JSON.stringify([...memory]))),
  });
  expect(await refresh(goto.tokenUrl, second)).not.toHaveProperty('refresh_token');
  expect(await refresh(goto.tokenUrl, first)).toMatchObject({ error: 'invalid_grant' });
  expect(await goto.isRefreshTokenValid(second)).toBe(false);
  expect(goto.grants.map(({ kind }) => kind)).toEqual(['kept', 'refused']);
  await goto.close();
});

it.each<[what: string, lines: string[], shown: string[]]>([
  ['a mask, from the next line on', ['t-1', '::add-mask::t-1', 't-1, t-1'], ['t-1', '***, ***']],
  ['masks that overlap as one', ['::add-mask::abc', '::add-mask::bcd', 'xabcdx'], ['x***x']],
  ['a mask for each line', ['::add-mask::first%0Asecond', 'only second'], ['only ***']],
  ['no mask of spaces', ['::add-mask:: ', 'a b'], ['a b']],
  ['an annotation', ['::error title=No::50%25 of it%0Ais gone'], ['Error: 50% of it\nis gone']],
  ['4,096 characters of one', [`::notice::${'x'.repeat(5000)}`], [`Notice: ${'x'.repeat(4096)}`]],
  ['a percent sign, unescaped last', ['::error::%250A'], ['Error: %0A']],
  ['a command after spaces, in capitals', ['  ::WARNING::x'], ['Warning: x']],
  ['a command of the older notation, anywhere', ['GoTo said: "##[error]x'], ['Error: x']],
  ['text that is no command', ['a ::error::x', '::errors::x'], ['a ::error::x', '::errors::x']],
  ['no debug lines', ['::debug::deep', 'plain'], ['plain']],
])('the runner shows %s', (_what, lines, shown) => {
  expect(readLog(lines).shown).toBe(shown.join('\n'));
});

it('the runner keeps what it was told', () => {
  const lines = ['::add-mask::a%0Ab', '::save-state name=x::y', `::error::${'x'.repeat(5000)}`];
  expect(readLog(lines)).toMatchObject({
    masks: ['a\nb'],
    commands: [{}, { name: 'save-state', properties: { name: 'x' }, message: 'y' }, {}],
    annotations: [{ level: 'error', message: 'x'.repeat(5000) }],
  });
  expect(readLog(['::debug::deep'], { debug: true }).shown).toBe('Debug: deep');
});

const shared: Shell = (lines) => lines.map(takeApart);

it.each<[string, ...Shell[]]>([
  [`gh api 'x'`, shared],
  ['gh api "x', shared, powerShell, cmd, realShell('sh')],
  ['gh api "x";id', shared, powerShell, cmd, realShell('sh')],
  ['gh api "x" && gh api "y"', shared, cmd, powerShell],
  ['gh api "$(id)"', shared, powerShell, realShell('bash')],
  ['gh api "`id`"', shared, powerShell, realShell('sh')],
  ['gh api > file', shared, cmd, powerShell, realShell('sh')],
  ['gh api “x”', shared, powerShell],
  ['gh api "a”b"', shared, powerShell],
  ['gh api {owner}', shared, powerShell],
  ['gh api "a\\" "b"', shared, powerShell, cmd],
  ['gh api ""', shared, powerShell],
  ['gh api "%PATH%"', cmd],
  ['gh api "wow!"', shared],
  ['GH_HOST=x gh api', shared],
  ['gh  api', shared],
  ['gh api "/x"', shared],
  ['gh api "a=+/x"', shared],
])('what shells do not read alike is noticed: %s', (line, ...shells) => {
  for (const shell of shells) expect(() => shell([line])).toThrow('Not every shell');
});
