import http from 'node:http';
import https from 'node:https';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRoutes, proxyFor, proxyPasswords } from '../../src/http/proxy';

const goto = new URL('https://goto.example/oauth/token');
const proxy = 'http://proxy.example/';

function environment(values: Record<string, string>): void {
  for (const [name, value] of Object.entries(values)) vi.stubEnv(name, value);
}

beforeEach(() => {
  for (const name of ['http_proxy', 'https_proxy', 'no_proxy']) {
    vi.stubEnv(name, undefined);
    vi.stubEnv(name.toUpperCase(), undefined);
  }
});
afterEach(() => void vi.unstubAllEnvs());

describe('the proxy', () => {
  it.each([
    [{}, undefined],
    [{ https_proxy: '' }, undefined],
    [{ https_proxy: 'http://proxy.example:3128' }, 'http://proxy.example:3128/'],
    [{ HTTPS_PROXY: proxy }, proxy],
    [{ https_proxy: 'https://proxy.example' }, 'https://proxy.example/'],
    [{ https_proxy: 'proxy.example:3128' }, 'http://proxy.example:3128/'],
    [{ https_proxy: 'proxy.example' }, proxy],
    [{ https_proxy: 'http://ann:s3@c:r%23t@p' }, 'http://ann:s3%40c%3Ar%23t@p/'],
    [{ http_proxy: proxy }, undefined],
    [{ https_proxy: proxy, no_proxy: 'goto.example' }, undefined],
    [{ https_proxy: '::nonsense::', no_proxy: 'goto.example' }, undefined],
    [{ https_proxy: proxy, no_proxy: 'other.example' }, proxy],
  ])('of %j is %s, and none on loopback', (values, expected) => {
    environment(values);
    expect(proxyFor(goto)?.href).toBe(expected);
    expect(proxyFor(new URL('http://127.0.0.1:8080'))).toBeUndefined();
  });

  const encoding = 'has a user name or a password that is not percent-encoded';
  const scheme = (name: string) =>
    `names a ${name}: proxy, and only http: and https: are supported`;

  it.each([
    ['http://[nonsense', 'is not a valid URL'],
    ['::nonsense::', 'is not a valid URL'],
    ['"http://proxy.example"', 'is in quotes'],
    [" 'proxy.example:8080'", 'is in quotes'],
    ['socks5://proxy.example', scheme('socks5')],
    ['mailto:a b', scheme('mailto')],
    ['http://ann:s3%cret@p', encoding],
    ['http://ann:s3#cret@p', encoding],
    ['http://ann:s3/cret@p', encoding],
    ['ann:s3?cret@p', encoding],
    ['http://CORP\\ann:s3cret@p', encoding],
    ['http://a nn@p', encoding],
  ])('%s is a wrong setting', (value, problem) => {
    const message = `the https_proxy variable ${problem}`;
    const wrong = expect.objectContaining({ reason: 'proxy-setting', message, sent: false });
    for (const name of ['https_proxy', 'HTTPS_PROXY']) {
      environment({ https_proxy: '', [name]: value });
      expect(() => proxyFor(goto)).toThrow(wrong);
    }
  });
});

it.each([
  [{}, []],
  [{ https_proxy: 'http://ann@proxy.example' }, []],
  [{ https_proxy: 'http://ann:s3cret@proxy.example' }, ['s3cret']],
  [{ https_proxy: ':s3cret@proxy.example' }, ['s3cret']],
  [{ HTTPS_PROXY: 'HTTPS://ann:s3cret@proxy.example/' }, ['s3cret']],
  [{ http_proxy: 'http://ann:one@a', HTTP_PROXY: 'http://ann:two@b' }, ['one', 'two']],
  [{ https_proxy: 'http://ann:s3%2Fcret@proxy.example' }, ['s3%2Fcret', 's3/cret']],
  [{ https_proxy: 'http://ann:s3%cret@proxy.example' }, ['s3%cret']],
  [{ https_proxy: 'http://ann@corp.example:s3cret@proxy.example:3128' }, ['s3cret']],
  [{ https_proxy: ' http:\\\\ann:s3cret@proxy.example' }, ['s3cret']],
  [{ https_proxy: 'http:ann:s3cret@proxy.example' }, ['s3cret', 'ann:s3cret']],
  [{ https_proxy: 'http://ann:s3@c:r/et@proxy.example' }, ['s3@c:r/et']],
])('the passwords of %j are %j', (values, expected) => {
  environment(values);
  expect(proxyPasswords()).toEqual(expected);
});

it('the route is found for each request, over one agent for each protocol and each proxy', async () => {
  const { routeTo } = createRoutes();
  const keepsConnections = { agent: { keepAlive: true } };
  const direct = await routeTo(goto);
  expect(direct).toMatchObject({ viaProxy: false, ...keepsConnections });
  expect(direct.agent).toBeInstanceOf(https.Agent);
  expect((await routeTo(new URL('https://other.example'))).agent).toBe(direct.agent);
  const plain = await routeTo(new URL('http://127.0.0.1'));
  expect(plain).toMatchObject({ viaProxy: false, ...keepsConnections });
  expect(plain.agent).toBeInstanceOf(http.Agent);
  expect(plain.agent).not.toBeInstanceOf(https.Agent);
  environment({ https_proxy: proxy });
  const first = await routeTo(goto);
  expect(first).toMatchObject({ viaProxy: true, ...keepsConnections });
  expect((await routeTo(new URL('https://other.example'))).agent).toBe(first.agent);
  environment({ https_proxy: 'http://other.example' });
  expect((await routeTo(goto)).agent).not.toBe(first.agent);
});
