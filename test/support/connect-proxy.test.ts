import { request } from 'node:https';
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

  it('wants credentials if it is told to', async () => {
    await start({ credentials: { user: 'u', password: 'p@ss' } });
    const via = proxy.url.replace('u:p%40ss@', '');
    await get('https://goto.test/', { via }).catch(() => undefined);
    expect(await get('https://goto.test/')).toBe('200 goto.test');
    expect(proxy.connects.map(({ status }) => status)).toEqual([407, 200]);
  });
});
