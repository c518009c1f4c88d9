import { request as requestPlain } from 'node:http';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeCertificates, type TestCertificates } from './certificates';
import { type ConnectProxy, type ProxyOptions, startConnectProxy } from './connect-proxy';
import { type StandInServer, startStandInServer } from './stand-in-server';

describe('startConnectProxy', () => {
  let certificates: TestCertificates;
  let target: StandInServer;
  let proxy: ConnectProxy;
  beforeEach(async () => {
    certificates = await makeCertificates(['goto.test', '127.0.0.1']);
    target = await startStandInServer({
      tls: certificates.tls,
      respond: ({ headers }) => ({ status: 200, body: headers.host ?? '' }),
    });
  });
  afterEach(async () => {
    await proxy.close();
    await target.close();
    await certificates.remove();
  });

  const start = async (options: Partial<ProxyOptions> = {}) => {
    proxy = await startConnectProxy({
      routes: { 'goto.test:443': target.origin, 'other.test:443': { status: 403 } },
      ...options,
    });
  };
  const get = (url: string, { via = proxy.url, ca = certificates.ca } = {}) =>
    new Promise<string>((resolve, reject) => {
      const agent = new HttpsProxyAgent(via);
      request(url, { agent, ca }, (response) => {
        let body = '';
        response.on('data', (chunk) => {
          body += chunk;
        });
        response.on('end', () => resolve(`${response.statusCode} ${body}`));
      })
        .on('error', reject)
        .end();
    });

  it('tunnels to the stand-in under the name that was asked for, with TLS that holds', async () => {
    await start();
    expect(await get('https://goto.test/x')).toBe('200 goto.test');
    expect(proxy.connects).toMatchObject([{ host: 'goto.test:443', status: 200 }]);
    await expect(get('https://goto.test/x', { ca: '' })).rejects.toThrow(/certificate/);
  });

  it('refuses what it has no route for, or a route of refusal', async () => {
    await start();
    await get('https://elsewhere.test/').catch(() => undefined);
    await get('https://other.test/').catch(() => undefined);
    expect(proxy.connects.map(({ status }) => status)).toEqual([502, 403]);
    expect(target.requests).toEqual([]);
  });

  it('sends on a plain request, byte for byte, where it has a route', async () => {
    const plain = await startStandInServer({
      respond: ({ target, body, headers }) => ({
        status: 201,
        body: `${headers.host} ${target} ${body}`,
      }),
    });
    await start({ routes: { 'plain.test:80': plain.origin } });
    const put = (url: string) =>
      new Promise<string>((resolve, reject) => {
        const { port } = new URL(proxy.url);
        const host = new URL(url).host;
        requestPlain({ port, method: 'PUT', path: url, headers: { host } }, async (response) =>
          resolve(`${response.statusCode} ${await text(response)}`),
        )
          .on('error', reject)
          .end('sealed');
      });

    expect(await put("http://plain.test/it's%20%27?q=%2F")).toBe(
      "201 plain.test /it's%20%27?q=%2F sealed",
    );
    expect(await put('http://other.test/')).toMatch(/^405/);
    expect(proxy.plainRequests).toEqual([
      "PUT http://plain.test/it's%20%27?q=%2F",
      'PUT http://other.test/',
    ]);
    await plain.close();
  });

  it('wants credentials if it is told to', async () => {
    await start({ credentials: { user: 'u', password: 'p@ss' } });
    const via = proxy.url.replace('u:p%40ss@', '');
    await get('https://goto.test/', { via }).catch(() => undefined);
    expect(await get('https://goto.test/')).toBe('200 goto.test');
    expect(proxy.connects.map(({ status }) => status)).toEqual([407, 200]);
  });
});
