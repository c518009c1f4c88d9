import http from 'node:http';
import https from 'node:https';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HttpError } from '../../src/http/outcome';
import { createRoutes, proxyFor, proxyPasswords } from '../../src/http/proxy';

const variables = ['http_proxy', 'https_proxy', 'no_proxy'];

function environment(values: Record<string, string>): void {
  for (const [name, value] of Object.entries(values)) vi.stubEnv(name, value);
}

beforeEach(() => {
  for (const name of variables) {
    vi.stubEnv(name, undefined);
    vi.stubEnv(name.toUpperCase(), undefined);
  }
});
afterEach(() => void vi.unstubAllEnvs());

const goto = new URL('https://goto.example/oauth/token');

function errorOf(values: Record<string, string>): HttpError {
  environment(values);
  try {
    throw new Error(`expected no proxy, not ${proxyFor(goto)}`);
  } catch (error) {
    if (error instanceof HttpError) return error;
    throw error;
  }
}

describe('the proxy', () => {
  it.each([
    [{}, undefined],
    [{ https_proxy: 'http://proxy.example:3128' }, 'http://proxy.example:3128/'],
    [{ HTTPS_PROXY: 'http://proxy.example:3128' }, 'http://proxy.example:3128/'],
    [{ https_proxy: 'https://proxy.example' }, 'https://proxy.example/'],
    [{ https_proxy: 'proxy.example:3128' }, 'http://proxy.example:3128/'],
    [{ https_proxy: 'proxy.example' }, 'http://proxy.example/'],
    [
      { https_proxy: 'http://ann:s3@c:r%23t@proxy.example' },
      'http://ann:s3%40c%3Ar%23t@proxy.example/',
    ],
    [{ http_proxy: 'http://proxy.example' }, undefined],
    [{ https_proxy: 'http://proxy.example', no_proxy: 'goto.example' }, undefined],
    [{ https_proxy: '::nonsense::', no_proxy: 'goto.example' }, undefined],
    [{ https_proxy: 'http://proxy.example', no_proxy: 'other.example' }, 'http://proxy.example/'],
    [{ https_proxy: '' }, undefined],
  ])('of %j is %s', (values, expected) => {
    environment(values);
    expect(proxyFor(goto)?.href).toBe(expected);
  });

  it('is not used for a loopback host', () => {
    environment({ https_proxy: 'http://proxy.example', http_proxy: 'http://proxy.example' });
    expect(proxyFor(new URL('http://127.0.0.1:8080'))).toBeUndefined();
  });

  it.each([
    [{ https_proxy: 'http://[nonsense' }, 'the https_proxy variable is not a valid URL'],
    [{ https_proxy: '"http://proxy.example"' }, 'the https_proxy variable is in quotes'],
    [{ https_proxy: " 'proxy.example:8080'" }, 'the https_proxy variable is in quotes'],
    [{ https_proxy: '::nonsense::' }, 'the https_proxy variable is not a valid URL'],
    [{ HTTPS_PROXY: '::nonsense::' }, 'the https_proxy variable is not a valid URL'],
    [
      { https_proxy: 'socks5://proxy.example' },
      'the https_proxy variable names a socks5: proxy, and only http: and https: are supported',
    ],
    ...[
      'http://ann:s3%cret@p',
      'http://ann:s3#cret@p',
      'http://ann:s3/cret@p',
      'ann:s3?cret@p',
      'http://CORP\\ann:s3cret@p',
      'http://a nn@p',
    ].map((https_proxy): [Record<string, string>, string] => [
      { https_proxy },
      'the https_proxy variable has a user name or a password that is not percent-encoded',
    ]),
    [
      { https_proxy: 'mailto:a b' },
      'the https_proxy variable names a mailto: proxy, and only http: and https: are supported',
    ],
  ])('of %j is a wrong setting', (values, message) => {
    expect(errorOf(values)).toMatchObject({ reason: 'proxy-setting', message, sent: false });
  });
});

describe('the passwords of the proxies', () => {
  it.each([
    [{}, []],
    [{ https_proxy: 'http://proxy.example:3128' }, []],
    [{ https_proxy: 'http://ann@proxy.example' }, []],
    [{ https_proxy: 'http://ann:s3cret@proxy.example' }, ['s3cret']],
    [{ https_proxy: 'ann:s3cret@proxy.example' }, ['s3cret']],
    [{ https_proxy: 'http://:s3cret@proxy.example' }, ['s3cret']],
    [{ HTTPS_PROXY: 'HTTPS://ann:s3cret@proxy.example/' }, ['s3cret']],
    [{ http_proxy: 'http://ann:one@a', HTTP_PROXY: 'http://ann:two@b' }, ['one', 'two']],
    [{ https_proxy: 'http://ann:s3%2Fcret@proxy.example' }, ['s3%2Fcret', 's3/cret']],
    [{ https_proxy: 'http://ann:s3%cret@proxy.example' }, ['s3%cret']],
    [{ https_proxy: 'http://ann@corp.example:s3cret@proxy.example:3128' }, ['s3cret']],
    [{ https_proxy: ' http:\\\\ann:s3cret@proxy.example' }, ['s3cret']],
    [{ https_proxy: 'http:ann:s3cret@proxy.example' }, ['s3cret', 'ann:s3cret']],
    [{ https_proxy: 'http://ann:s3@c:r/et@proxy.example' }, ['s3@c:r/et']],
  ])('of %j are %j', (values, expected) => {
    environment(values);
    expect(proxyPasswords()).toEqual(expected);
  });
});

describe('the route', () => {
  const keepsConnections = { agent: { keepAlive: true } };

  it('is direct, over one agent for each protocol that keeps connections', async () => {
    const { routeTo } = createRoutes();
    const first = await routeTo(goto);
    expect(first).toEqual({ agent: expect.any(https.Agent), viaProxy: false });
    expect(await routeTo(new URL('https://other.example'))).toEqual(first);
    const plain = await routeTo(new URL('http://127.0.0.1'));
    expect(plain.agent).toBeInstanceOf(http.Agent);
    expect(plain.agent).not.toBeInstanceOf(https.Agent);
    expect([first, plain]).toMatchObject([keepsConnections, keepsConnections]);
  });

  it('leads through the proxy, over one agent for each proxy that keeps connections', async () => {
    const { routeTo } = createRoutes();
    environment({ https_proxy: 'http://proxy.example' });
    const [first, second] = [await routeTo(goto), await routeTo(new URL('https://b.example'))];
    expect(first).toMatchObject({ viaProxy: true, ...keepsConnections });
    expect(second.agent).toBe(first.agent);
    environment({ https_proxy: 'http://other.example' });
    expect((await routeTo(goto)).agent).not.toBe(first.agent);
  });

  it('is found for each request: the environment may change', async () => {
    const { routeTo } = createRoutes();
    expect((await routeTo(goto)).viaProxy).toBe(false);
    environment({ https_proxy: 'http://proxy.example' });
    expect((await routeTo(goto)).viaProxy).toBe(true);
  });
});
