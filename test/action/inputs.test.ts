import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readInputs } from '../../src/action/inputs';
import { ActionError } from '../../src/errors';
import { Redactor } from '../../src/redactor';

const valid = {
  'client-id': 'client-1',
  'client-secret': '3naO10IA2agcvG+9I9TGEQ==',
  'refresh-token': 'refresh-token-1',
  'github-token': 'github_pat_1',
  repository: 'octo/webinars',
  'github-api-url': 'https://api.github.com',
};

function read(inputs: Record<string, string>) {
  for (const [name, value] of Object.entries({ ...valid, ...inputs })) {
    vi.stubEnv(`INPUT_${name.toUpperCase()}`, value);
  }
  const masks: string[] = [];
  return { masks, inputs: () => readInputs(new Redactor((secret) => masks.push(secret))) };
}

function errorOf(inputs: Record<string, string>): ActionError {
  try {
    read(inputs).inputs();
  } catch (error) {
    if (error instanceof ActionError) return error;
    throw error;
  }
  throw new Error('expected an ActionError');
}

beforeEach(() => {
  vi.stubEnv('GITHUB_REPOSITORY', undefined);
  vi.stubEnv('GITHUB_API_URL', undefined);
});
afterEach(() => vi.unstubAllEnvs());

describe('valid inputs', () => {
  it('are read once, with the defaults of action.yml', () => {
    expect(read({}).inputs()).toEqual({
      client: { clientId: 'client-1', clientSecret: '3naO10IA2agcvG+9I9TGEQ==' },
      refreshToken: 'refresh-token-1',
      githubToken: 'github_pat_1',
      secretName: 'GOTO_REFRESH_TOKEN',
      places: [{ kind: 'repository', owner: 'octo', repo: 'webinars' }],
      lookupOrganizer: false,
      tokenUrl: new URL('https://authentication.logmeininc.com/oauth/token'),
      gotoApiUrl: 'https://api.getgo.com',
      githubApiUrl: 'https://api.github.com',
    });
  });

  it('are trimmed, and what is secret is masked, the Basic credential included', () => {
    const { inputs, masks } = read({ 'refresh-token': '  refresh-token-1\n' });
    expect(inputs().refreshToken).toBe('refresh-token-1');
    expect(masks).toEqual([
      '3naO10IA2agcvG+9I9TGEQ==',
      'refresh-token-1',
      'github_pat_1',
      Buffer.from('client-1:3naO10IA2agcvG+9I9TGEQ==').toString('base64'),
    ]);
  });

  it('mask before they complain', () => {
    const { inputs, masks } = read({ 'client-id': '', 'token-url': 'nonsense' });
    expect(inputs).toThrow(ActionError);
    expect(masks).toHaveLength(4);
  });

  it.each(['x', 'ghs_', `gh${'x'.repeat(1000)}`])('take any github-token, here %.10s', (token) => {
    expect(read({ 'github-token': token }).inputs().githubToken).toBe(token);
  });

  it('forgive a slash at the end of an API', () => {
    const urls = { 'github-api-url': 'https://ghe.example/api/v3/', 'goto-api-url': 'https://x//' };
    expect(read(urls).inputs()).toMatchObject({
      githubApiUrl: 'https://ghe.example/api/v3',
      gotoApiUrl: 'https://x',
    });
  });

  it('write the name of the secret as GitHub stores it', () => {
    expect(read({ 'secret-name': '_goto_2' }).inputs().secretName).toBe('_GOTO_2');
  });

  it.each([
    'http://localhost:8080/token',
    'http://127.0.0.1/token',
    'http://127.1.2.3/token',
    'http://0x7f000001/token',
    'http://[::1]:8080/token',
    'https://goto.example/token?tenant=1',
  ])('allow the token-url %s', (tokenUrl) => {
    expect(read({ 'token-url': tokenUrl }).inputs().tokenUrl.href).toBe(new URL(tokenUrl).href);
  });
});

describe('the place', () => {
  it('is each repository of the list once, blank lines and spaces forgiven', () => {
    const repository = '\n octo/webinars \n\r\nocto/other.repo\nOcto/Webinars\n';
    expect(read({ repository }).inputs().places).toEqual([
      { kind: 'repository', owner: 'octo', repo: 'webinars' },
      { kind: 'repository', owner: 'octo', repo: 'other.repo' },
    ]);
  });

  it('is an environment of it', () => {
    expect(read({ environment: 'web & mail' }).inputs().places).toEqual([
      { kind: 'environment', owner: 'octo', repo: 'webinars', environment_name: 'web & mail' },
    ]);
  });

  it('is an organization, and repository is then not looked at', () => {
    expect(read({ organization: 'octo', repository: 'nonsense' }).inputs().places).toEqual([
      { kind: 'organization', org: 'octo' },
    ]);
  });
});

describe('a wrong input', () => {
  it.each([
    ['client-id', ''],
    ['client-secret', ' '],
    ['refresh-token', ''],
    ['github-token', ''],
  ])('%s %j: says when secrets are empty', (name, value) => {
    const error = errorOf({ [name]: value });
    expect(error.code).toBe('input-invalid');
    expect(error.message).toContain(name);
    expect(error.hint).toMatch(/forks.*Dependabot.*environment/);
  });

  it.each([
    ['client-id', 'a\u0007b'],
    ['client-secret', 'a\tb'],
    ['refresh-token', 'two words'],
    ['refresh-token', 'one\ntwo'],
    ['github-token', 'naïve'],
    ['secret-name', '1ST'],
    ['secret-name', 'WITH-DASH'],
    ['secret-name', 'github_token'],
    ['repository', 'octo'],
    ['repository', 'https://github.com/octo/webinars'],
    ['repository', 'octo/..'],
    ['repository', 'octo/webinars\nocto/a/b'],
    ['environment', 'pro\u0007duction'],
    ['environment', '..'],
    ['environment', 'e'.repeat(256)],
    ['organization', 'oc\nto'],
    ['organization', '.'],
    ['lookup-organizer', 'yes'],
    ['token-url', 'authentication.logmeininc.com'],
    ['token-url', 'https://user:secret@goto.example/token'],
    ['token-url', 'https://@goto.example/token'],
    ['token-url', 'ftp://goto.example/token'],
    ['github-api-url', 'https://api.github.com?x=1'],
    ['goto-api-url', 'https://api.getgo.com/#x'],
  ])('%s %j is named', (name, value) => {
    const error = errorOf({ [name]: value });
    expect(error.code).toBe('input-invalid');
    expect(error.message).toContain(name);
    expect(error.message + error.hint).not.toContain('user:secret');
  });

  it.each([
    ['token-url', 'http://goto.example/token'],
    ['token-url', 'http://127.0.0.1.example.org/token'],
    ['token-url', 'http://localhost.example.org/token'],
    ['github-api-url', 'http://api.github.com'],
    ['goto-api-url', 'http://128.0.0.1'],
  ])('%s %s has to be https', (name, value) => {
    const error = errorOf({ [name]: value });
    expect(error).toMatchObject({ code: 'input-invalid', message: expect.stringContaining(name) });
    expect(error.message).toContain('https');
  });

  it('is environment together with organization', () => {
    const error = errorOf({ organization: 'octo', environment: 'production' });
    expect(error.message).toContain('environment');
    expect(error.message).toContain('organization');
  });
});
