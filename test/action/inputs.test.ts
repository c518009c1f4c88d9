import { afterEach, expect, it, vi } from 'vitest';
import { readInputs, readTokenInPost, takeSecretsInPost } from '../../src/action/inputs';
import { Redactor } from '../../src/redactor';
import { errorTable } from '../support/scripted-transport';

const required = {
  'client-id': 'client-1',
  'client-secret': '3naO10IA2agcvG+9I9TGEQ==',
  'refresh-token': 'refresh-token-1',
  'github-token': 'github_pat_1',
};
const secrets = [required['client-secret'], required['refresh-token'], required['github-token']];

const proxies = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'];
const unset = ['GITHUB_REPOSITORY', 'GITHUB_RUN_ATTEMPT', ...proxies];

/** Inputs as the runner hands them over: an unset one is empty, and names are in upper case. */
function read(inputs: Record<string, string> = {}, variables: Record<string, string> = {}) {
  vi.unstubAllEnvs();
  for (const name of unset) vi.stubEnv(name, undefined);
  const given = { ...required, repository: 'octo/webinars', ...inputs };
  const all = Object.entries(given).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
  const api = { GITHUB_API_URL: 'https://api.github.com' };
  const env: Record<string, string> = { ...api, ...Object.fromEntries(all), ...variables };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const masks: string[] = [];
  const redactor = new Redactor((secret) => masks.push(secret));
  return {
    masks,
    inputs: () => readInputs(redactor),
    githubToken: () => readTokenInPost(takeSecretsInPost(redactor)),
  };
}

afterEach(() => vi.unstubAllEnvs());

const environmentText = () => Object.values(process.env).join();

it('inputs have the defaults of action.yml', () => {
  expect(read().inputs()).toEqual({
    client: { clientId: 'client-1', clientSecret: '3naO10IA2agcvG+9I9TGEQ==' },
    grant: { grant_type: 'refresh_token', refresh_token: 'refresh-token-1' },
    secret: {
      name: 'GOTO_REFRESH_TOKEN',
      places: [{ kind: 'repository', owner: 'octo', repo: 'webinars' }],
      githubToken: 'github_pat_1',
      githubApiUrl: 'https://api.github.com',
    },
    lookupOrganizer: false,
    attempt: 1,
    tokenUrl: new URL('https://authentication.logmeininc.com/oauth/token'),
    gotoApiUrl: 'https://api.getgo.com',
  });
});

it('inputs replace the defaults', () => {
  const { inputs } = read(
    {
      'secret-name': '_goto_2',
      'token-url': 'https://goto.example/token?tenant=1',
      'goto-api-url': 'https://goto.example//',
      'github-api-url': 'https://ghe.example/api/v3/',
    },
    { GITHUB_RUN_ATTEMPT: '2' },
  );
  expect(inputs()).toMatchObject({
    attempt: 2,
    tokenUrl: new URL('https://goto.example/token?tenant=1'),
    gotoApiUrl: 'https://goto.example',
    secret: { name: '_GOTO_2', githubApiUrl: 'https://ghe.example/api/v3' },
  });
});

it('inputs may have a personal access token, which needs no secret and nothing of GitHub', () => {
  const { inputs, masks } = read({
    'refresh-token': '',
    'personal-access-token': ' pat-1 ',
    'github-token': 'two words',
    repository: '',
    organization: 'octo',
    environment: 'production',
  });
  expect(inputs()).toMatchObject({
    grant: { grant_type: 'personal_access_token', pat: 'pat-1' },
    secret: undefined,
  });
  expect(masks).toEqual(expect.arrayContaining(['pat-1', 'two words']));
  expect(environmentText()).not.toContain('pat-1');
});

it('inputs are trimmed, and masked if secret, the passwords of proxies first', () => {
  const proxy = { https_proxy: 'http://ann:s3%2Fcret@proxy.example' };
  const { inputs, masks } = read({ 'refresh-token': '  refresh-token-1\n' }, proxy);
  expect(inputs().grant).toMatchObject({ refresh_token: 'refresh-token-1' });
  const basicCredential = btoa('client-1:3naO10IA2agcvG+9I9TGEQ==');
  expect(masks).toEqual(['s3%2Fcret', 's3/cret', ...secrets, basicCredential]);
});

it.each(['true', 'True', 'TRUE', 'false', 'False', 'FALSE', ''])(
  'inputs may have lookup-organizer %j',
  (value) => {
    const { lookupOrganizer } = read({ 'lookup-organizer': value }).inputs();
    expect(lookupOrganizer).toBe(value.toLowerCase() === 'true');
  },
);

it('secrets are masked and gone from the environment even if an input is invalid', () => {
  const { inputs, masks } = read({ 'client-secret': '', 'token-url': 'nonsense' });
  expect(inputs).toThrow('client-secret');
  expect(masks).toEqual(secrets.slice(1));
  for (const secret of secrets.slice(1)) expect(environmentText()).not.toContain(secret);
});

it('the post step needs a token, and masks all secrets', () => {
  const { githubToken, masks } = read(
    { 'client-id': '', 'token-url': 'nonsense', 'github-api-url': '' },
    { https_proxy: 'http://ann:s3cret@proxy.example' },
  );
  expect(githubToken()).toBe('github_pat_1');
  expect(masks).toEqual(['s3cret', ...secrets]);
  expect(environmentText()).not.toMatch(/github_pat_1|refresh-token-1/);
});

it.each(['', 'two words'])('the post step does not go on with the token %j', (token) => {
  const invalid = expect.objectContaining({ code: 'input-invalid' }) as Error;
  expect(read({ 'github-token': token }).githubToken).toThrow(invalid);
});

const [webinars, other] = ['webinars', 'other.repo'].map((repo) => ({ owner: 'octo', repo }));
const environment_name = 'web & mail';

it.each<[string, Record<string, string>, object[]]>([
  [
    'each repository once, whatever the case, blank lines and spaces',
    { repository: '\n octo/webinars \n\r\nocto/other.repo\r\nOcto/Webinars\n' },
    [webinars, other].map((names) => ({ kind: 'repository', ...names })),
  ],
  ['the repository of the workflow', { repository: '' }, [{ kind: 'repository', ...webinars }]],
  [
    'an environment of each repository',
    { environment: environment_name, repository: 'octo/webinars\nocto/other.repo' },
    [webinars, other].map((names) => ({ kind: 'environment', ...names, environment_name })),
  ],
  [
    'an organization, and repository is not used',
    { organization: 'octo', repository: 'nonsense' },
    [{ kind: 'organization', org: 'octo' }],
  ],
])('the place is %s', (_what, inputs, expected) => {
  const { secret } = read(inputs, { GITHUB_REPOSITORY: 'octo/webinars' }).inputs();
  expect(secret?.places).toEqual(expected);
});

it.each<[string, string[]]>([
  ['client-id', ['vars.GOTO_CLIENT_ID', '"client-1"', 'a\u0007b']],
  ['client-secret', [' ', `\${GOTO_CLIENT_SECRET}`, 'a\tb']],
  ['refresh-token', ['secrets.GOTO_REFRESH_TOKEN', '{"refresh_token": "r1"}', 'two words']],
  ['personal-access-token', ['"pat-1"', 'env.PAT']],
  ['github-token', ['', 'vars.TOKEN', "'github_pat_1'", 'naïve']],
  ['token-url', ['http://goto.example']],
  ['goto-api-url', ['https://goto.example?x']],
  ['github-api-url', ['https://user:secret@ghe.example']],
  ['secret-name', ['1ST']],
  ['lookup-organizer', ['trueish', 'untrue', 'falsely', 'so false']],
  ['environment', ['..']],
  ['organization', ['oc\nto']],
])('%s is checked, and named without its value', (name, values) => {
  const grant = name === 'personal-access-token' ? { 'refresh-token': '' } : {};
  for (const value of values) {
    expect(read({ ...grant, [name]: value }).inputs).toThrow(
      new RegExp(`^The input ${name} (is|con)[^"']*$`),
    );
  }
});

it('what only the action finds comes with advice', async () => {
  const none = { 'client-secret': '', 'refresh-token': '', 'github-token': '' };
  const invalid: Record<string, string>[] = [
    { 'client-id': '' },
    { 'refresh-token': '' },
    none,
    { ...none, environment: 'web' },
    { ...none, organization: 'octo' },
    { 'secret-name': 'Refresh-Token-1' },
    { 'personal-access-token': 'pat-1' },
    { 'lookup-organizer': 'yes' },
    { organization: 'octo', environment: 'production' },
    { repository: '' },
    { repository: 'octo/webinars\nocto/a/b' },
  ];
  const cases = invalid.map((inputs) => [JSON.stringify(inputs), () => read(inputs).inputs()]);
  await expect(await errorTable(Object.fromEntries(cases))).toMatchFileSnapshot('./inputs.txt');
});
