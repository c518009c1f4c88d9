import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readInputs, readTokenInPost, takeSecretsInPost } from '../../src/action/inputs';
import { ActionError } from '../../src/errors';
import { Redactor } from '../../src/redactor';
import { errorTable } from '../support/error-table';

const required = {
  'client-id': 'client-1',
  'client-secret': '3naO10IA2agcvG+9I9TGEQ==',
  'refresh-token': 'refresh-token-1',
  'github-token': 'github_pat_1',
};

/** Inputs as the runner hands them over; an unset one is empty. */
function read(inputs: Record<string, string> = {}, variables: Record<string, string> = {}) {
  const all = { ...required, repository: 'octo/webinars', ...inputs };
  for (const [name, value] of Object.entries(all)) vi.stubEnv(`INPUT_${name.toUpperCase()}`, value);
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  const masks: string[] = [];
  const redactor = new Redactor((secret) => masks.push(secret));
  return {
    masks,
    inputs: () => readInputs(redactor),
    githubToken: () => readTokenInPost(takeSecretsInPost(redactor)),
  };
}

beforeEach(() => {
  vi.stubEnv('GITHUB_REPOSITORY', undefined);
  vi.stubEnv('GITHUB_RUN_ATTEMPT', undefined);
  for (const name of ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY']) {
    vi.stubEnv(name, undefined);
  }
  vi.stubEnv('GITHUB_API_URL', 'https://api.github.com');
});
afterEach(() => vi.unstubAllEnvs());

describe('valid inputs', () => {
  it('have the defaults of action.yml', () => {
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

  it('may have a personal access token, which needs no secret and nothing of GitHub', () => {
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
    expect(masks).toContain('pat-1');
    expect(masks).toContain('two words');
    expect(Object.values(process.env).join()).not.toContain('pat-1');
  });

  it('replace the defaults', () => {
    const { inputs } = read({
      'secret-name': '_goto_2',
      'token-url': 'https://goto.example/token?tenant=1',
      'goto-api-url': 'https://goto.example//',
      'github-api-url': 'https://ghe.example/api/v3/',
    });
    expect(inputs()).toMatchObject({
      tokenUrl: new URL('https://goto.example/token?tenant=1'),
      gotoApiUrl: 'https://goto.example',
      secret: { name: '_GOTO_2', githubApiUrl: 'https://ghe.example/api/v3' },
    });
  });

  it('are trimmed, and masked if secret, the Basic credential included', () => {
    const { inputs, masks } = read({ 'refresh-token': '  refresh-token-1\n' });
    expect(inputs().grant).toEqual({
      grant_type: 'refresh_token',
      refresh_token: 'refresh-token-1',
    });
    expect(masks).toEqual([
      '3naO10IA2agcvG+9I9TGEQ==',
      'refresh-token-1',
      'github_pat_1',
      btoa('client-1:3naO10IA2agcvG+9I9TGEQ=='),
    ]);
  });

  it('are masked even if another is invalid', () => {
    const { inputs, masks } = read({ 'client-id': '', 'token-url': 'nonsense' });
    expect(inputs).toThrow(ActionError);
    expect(masks).toHaveLength(4);
  });

  it('are gone from the environment if secret, whatever happens', () => {
    const { inputs } = read({ 'client-id': '' });
    expect(inputs).toThrow(ActionError);
    const values = Object.values(process.env).join();
    for (const name of ['client-secret', 'refresh-token', 'github-token'] as const) {
      expect(values).not.toContain(required[name]);
    }
  });

  it('are masked after the password of the proxy', () => {
    const { inputs, masks } = read({}, { https_proxy: 'http://ann:s3%2Fcret@proxy.example' });
    inputs();
    expect(masks.slice(0, 3)).toEqual(['s3%2Fcret', 's3/cret', required['client-secret']]);
  });

  it('are not masked together with an empty secret', () => {
    const { inputs, masks } = read({ 'client-secret': '' });
    expect(inputs).toThrow(ActionError);
    expect(masks).toEqual(['refresh-token-1', 'github_pat_1']);
  });

  it('may have a github-token of any kind and length', () => {
    for (const token of ['x', 'ghs_', `gh${'x'.repeat(1000)}`]) {
      expect(read({ 'github-token': token }).inputs().secret?.githubToken).toBe(token);
    }
  });

  it.each([
    ['true', true],
    ['True', true],
    ['TRUE', true],
    ['false', false],
    ['False', false],
    ['FALSE', false],
    ['', false],
  ])('may have lookup-organizer %j', (value, expected) => {
    expect(read({ 'lookup-organizer': value }).inputs().lookupOrganizer).toBe(expected);
  });
});

describe('the post step', () => {
  it('needs a token, and masks all secrets', () => {
    const { githubToken, masks } = read(
      { 'client-id': '', 'token-url': 'nonsense', 'github-api-url': '' },
      { https_proxy: 'http://ann:s3cret@proxy.example' },
    );
    expect(githubToken()).toBe('github_pat_1');
    expect(masks).toEqual([
      's3cret',
      '3naO10IA2agcvG+9I9TGEQ==',
      'refresh-token-1',
      'github_pat_1',
    ]);
    expect(Object.values(process.env).join()).not.toMatch(/github_pat_1|refresh-token-1/);
  });

  it.each(['', 'two words', 'a-key\non-two-lines'])('does not go on with the token %j', (token) => {
    const invalid = expect.objectContaining({ code: 'input-invalid' }) as Error;
    expect(read({ 'github-token': token }).githubToken).toThrow(invalid);
  });
});

describe('the place', () => {
  const places = (...args: Parameters<typeof read>) => read(...args).inputs().secret?.places;

  it('is each repository once, whatever the case, blank lines and spaces', () => {
    const repository = '\n octo/webinars \n\r\nocto/other.repo\r\nOcto/Webinars\n';
    expect(places({ repository })).toEqual([
      { kind: 'repository', owner: 'octo', repo: 'webinars' },
      { kind: 'repository', owner: 'octo', repo: 'other.repo' },
    ]);
  });

  it('is the repository of the workflow by default', () => {
    expect(places({ repository: '' }, { GITHUB_REPOSITORY: 'octo/own' })).toEqual([
      { kind: 'repository', owner: 'octo', repo: 'own' },
    ]);
  });

  it('is an environment of each repository', () => {
    const environment = 'web & mail';
    expect(places({ environment, repository: 'octo/a\nocto/b' })).toEqual([
      { kind: 'environment', owner: 'octo', repo: 'a', environment_name: environment },
      { kind: 'environment', owner: 'octo', repo: 'b', environment_name: environment },
    ]);
  });

  it('is an organization, and repository is not used', () => {
    expect(places({ organization: 'octo', repository: 'nonsense' })).toEqual([
      { kind: 'organization', org: 'octo' },
    ]);
  });
});

it('an invalid input is named, and comes with advice', async () => {
  const invalid: Record<string, string>[] = [
    { 'client-id': '' },
    { 'client-secret': ' ' },
    { 'refresh-token': '' },
    { 'github-token': '' },
    { 'client-secret': '', 'refresh-token': '', 'github-token': '' },
    {
      'client-id': '',
      'client-secret': '',
      'refresh-token': '',
      'github-token': '',
      environment: 'web',
    },
    { 'refresh-token': 'secrets.GOTO_REFRESH_TOKEN' },
    { 'refresh-token': '$GOTO_REFRESH_TOKEN' },
    { 'refresh-token': '{{ secrets.GOTO_REFRESH_TOKEN }}' },
    { 'refresh-token': '${{ secrets.GOTO_REFRESH_TOKEN' },
    { 'refresh-token': '', 'personal-access-token': 'env.PAT' },
    { 'github-token': 'vars.TOKEN' },
    { 'client-id': 'vars.GOTO_CLIENT_ID' },
    { 'client-secret': `\${GOTO_CLIENT_SECRET}` },
    { 'client-id': '"client-1"' },
    { 'client-secret': "'3naO10IA2agcvG+9I9TGEQ=='" },
    { 'secret-name': 'Refresh-Token-1' },
    { 'client-id': 'a\u0007b' },
    { 'client-secret': 'a\tb' },
    { 'refresh-token': 'two words' },
    { 'refresh-token': 'refresh-token-1', 'personal-access-token': 'pat-1' },
    { 'refresh-token': '', 'personal-access-token': '"pat-1"' },
    { 'refresh-token': '"refresh-token-1"' },
    { 'refresh-token': '{"refresh_token": "refresh-token-1"}' },
    { 'github-token': "'github_pat_1'" },
    { 'github-token': 'naïve' },
    { 'token-url': 'http://goto.example' },
    { 'goto-api-url': 'https://goto.example?x' },
    { 'github-api-url': 'https://user:secret@ghe.example' },
    { 'github-api-url': '', GITHUB_API_URL: '' },
    { 'secret-name': '1ST' },
    { 'lookup-organizer': 'yes' },
    { 'lookup-organizer': 'trueish' },
    { 'lookup-organizer': 'untrue' },
    { 'lookup-organizer': 'falsely' },
    { 'lookup-organizer': 'so false' },
    { environment: '..' },
    { organization: 'oc\nto' },
    { organization: 'octo', environment: 'production' },
    { repository: '' },
    { repository: 'octo' },
    { repository: 'octo/webinars\nocto/a/b' },
  ];
  const cases = invalid.map(({ GITHUB_API_URL = 'https://api.github.com', ...inputs }) => {
    const act = () => {
      vi.unstubAllEnvs();
      return read(inputs, { GITHUB_API_URL }).inputs();
    };
    return [JSON.stringify(inputs), act] as const;
  });
  const table = await errorTable(Object.fromEntries(cases));
  await expect(table).toMatchFileSnapshot('./inputs.txt');
});
