import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { converse, onRepository, signInCode } from '../support/conversation';
import { type GitHubPlace, githubError } from '../support/github-stand-in';
import { codeAnswer, firstRefreshToken } from '../support/goto-stand-in';
import { clientId, clientSecret } from '../support/some-inputs';
import { loadLinter } from '../support/workflows';

/* From the callback to the stored secrets. What a person sees of it is in screens.test.ts. */

const client = { GOTO_CLIENT_ID: clientId, GOTO_CLIENT_SECRET: clientSecret };
const all = { ...client, GOTO_REFRESH_TOKEN: firstRefreshToken };

/** The values that were written. */
function writtenIn({ secrets }: GitHubPlace) {
  const written = secrets.filter((secret) => secret.written.length > 0);
  return Object.fromEntries(written.map(({ name, value }) => [name, value]));
}

const oddName = `it's "so": #1`;
const two = '--repo octo/webinars --repo octo/other --repo Octo/Webinars';
const repository = 'octo/webinars\nocto/other\n';
const odd = [...onRepository, '--env', oddName, '--secret-name', 'goto_login'];

it.each<[places: string, args: string[], inputs: Record<string, string>]>([
  ['octo/webinars', onRepository, {}],
  ['octo', ['--org', 'octo'], { organization: 'octo' }],
  [
    'octo/webinars/goto, octo/other/goto',
    [...two.split(' '), '--env', 'goto'],
    { environment: 'goto', repository },
  ],
  [`octo/webinars/${oddName}`, odd, { environment: oddName, 'secret-name': 'GOTO_LOGIN' }],
])('a sign-in stores in %s, and makes a workflow that GitHub takes', async (all, args, inputs) => {
  const { run, github } = await converse({
    args,
    prepare: ({ github }) => {
      github.addRepository('octo/other');
      github.addOrganization('octo');
      for (const name of ['goto', oddName]) github.addEnvironment('octo/webinars', name);
      github.addEnvironment('octo/other', 'goto');
    },
  });
  const { 'secret-name': name = 'GOTO_REFRESH_TOKEN' } = inputs;
  for (const place of github.places()) {
    const isMeant = all.split(', ').includes(place.label);
    expect(writtenIn(place)).toEqual(isMeant ? { ...client, [name]: firstRefreshToken } : {});
  }
  const lint = await loadLinter();
  expect(lint({ title: 'goto-keep-alive.yml', text: run.stdout })).toEqual([]);
  const { environment, steps } = parse(run.stdout).jobs['keep-alive'];
  expect(environment).toBe(inputs.environment);
  expect(steps[0].with).toEqual({
    'client-id': `\${{ secrets.GOTO_CLIENT_ID }}`,
    'client-secret': `\${{ secrets.GOTO_CLIENT_SECRET }}`,
    'refresh-token': `\${{ secrets.${name} }}`,
    'github-token': `\${{ secrets.SECRETS_WRITER_TOKEN }}`,
    'token-url': expect.any(String),
    ...inputs,
  });
});

it('the secrets of an organization are shared as they were, new ones as the options say', async () => {
  const selectedRepositoryIds = Array.from({ length: 130 }, (_, index) => index + 1);
  const { github } = await converse({
    args: ['--org', 'octo', '--visibility', 'selected', ...onRepository, '--repo', 'octo/shared'],
    prepare: ({ github }) => {
      github.addRepository('octo/shared', { id: 4711 });
      github.addOrganization('octo', {
        secrets: {
          GOTO_REFRESH_TOKEN: { value: 'old', visibility: 'selected', selectedRepositoryIds },
          GOTO_CLIENT_ID: { value: 'old', visibility: 'all' },
          SECRETS_WRITER_TOKEN: { value: 'old', visibility: 'selected', selectedRepositoryIds },
        },
      });
    },
  });
  expect(github.places().map(writtenIn)).toEqual([{}, {}, all]);
  const secrets = github.places().flatMap((place) => place.secrets);
  expect(secrets.map((one) => [one.visibility, one.selectedRepositoryIds])).toEqual([
    ['selected', selectedRepositoryIds],
    ['all', []],
    ['selected', selectedRepositoryIds],
    ['selected', [1_296_269, 4711]],
  ]);
  // Who shares what is not written does not matter.
  const read = github.requests.map(({ path }) => path);
  expect(read).not.toContainEqual(expect.stringMatching(/WRITER_TOKEN\/repositories$/));
});

it('what is there is replaced, but the token of the workflow; an access token is not needed', async () => {
  const secrets = { GOTO_REFRESH_TOKEN: 'old', GOTO_CLIENT_ID: 'old', SECRETS_WRITER_TOKEN: 'old' };
  const { run, page, github } = await converse({
    args: ['--repo', 'octo/renewed'],
    prepare: ({ goto, github }) => {
      goto.next(codeAnswer({ access_token: undefined, principal: undefined }));
      github.addRepository('octo/renewed', { secrets });
    },
  });
  expect(github.places().map(writtenIn)).toEqual([{}, all]);
  expect(run.stderr).toContain('SECRETS_WRITER_TOKEN is already in repository octo/renewed.');
  expect(run.stderr).toContain('✓ Signed in to GoTo.\n  GoTo did not say which scopes it granted.');
  expect(page?.html).toContain('Stored in repository octo/renewed:');
});

it('the code of the sign-in is exchanged, and the refresh token is stored first', async () => {
  const { command, goto, github, port } = await converse({
    prepare: ({ github }) => github.on({ method: 'PUT', path: /REFRESH_TOKEN/ }, { delayMs: 400 }),
  });
  const url = await command.waitForUrl();
  const redirect_uri = `http://localhost:${port}/callback`;
  // What the address holds is in the screens.
  const code_challenge = url.searchParams.get('code_challenge');
  const [exchange, ...others] = goto.tokenRequests();
  expect([others, exchange?.basic]).toEqual([[], `${clientId}:${clientSecret}`]);
  const form = Object.fromEntries(new URLSearchParams(exchange?.request.body));
  const { code_verifier = '', ...rest } = form;
  expect(createHash('sha256').update(code_verifier).digest('base64url')).toBe(code_challenge);
  expect(rest).toEqual({ grant_type: 'authorization_code', code: signInCode, redirect_uri });
  const [first, ...later] = github.writes();
  expect(first?.path).toMatch(/GOTO_REFRESH_TOKEN$/);
  expect(later.map(({ at }) => at - (first?.at ?? 0) > 390)).toEqual([true, true]);
});

it('with --yes, a missing environment is made for the default branch in each repository', async () => {
  const { github } = await converse({
    args: `--repo octo/there ${two} --env goto --yes`.split(' '),
    prepare: ({ github }) => {
      github.addRepository('octo/other');
      github.addRepository('octo/there');
      github.addEnvironment('octo/there', 'goto');
      // An answer was lost, and the policy is there.
      github.on({ method: 'POST' }, githubError(303, 'See Other'));
    },
  });
  const path = /^\/repos\/(.+)\/environments\/goto(?:\/deployment-branch-policies)?$/;
  const made = github.requests
    .filter((request) => request.method !== 'GET' && path.test(request.path))
    .map((request) => [path.exec(request.path)?.[1], JSON.parse(request.body)]);
  const deployment_branch_policy = { protected_branches: false, custom_branch_policies: true };
  const bodies = [{ deployment_branch_policy }, { name: 'trunk' }];
  expect(made).toEqual(
    ['octo/webinars', 'octo/other'].flatMap((name) => bodies.map((body) => [name, body])),
  );
  expect(github.places().map(writtenIn)).toEqual([{}, {}, {}, all, all, all]);
});
