import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type StandInServer, startStandInServer } from './stand-in-server';

describe('startStandInServer', () => {
  let server: StandInServer;
  let effects: string[];
  beforeEach(async () => {
    effects = [];
    server = await startStandInServer({
      respond: ({ method, body }) => {
        effects.push(method);
        return method === 'DELETE' ? { status: 204 } : { status: 200, body: { heard: body } };
      },
    });
  });
  afterEach(() => server.close());

  const put = (path = '/x', init: RequestInit = {}) =>
    fetch(server.origin + path, { method: 'PUT', body: 'hello', ...init });

  it('records what it is asked and adds the headers it was given', async () => {
    server.headers['x-ratelimit-remaining'] = '7';
    const response = await put('/a%20b?page=2');
    expect(await response.json()).toEqual({ heard: 'hello' });
    expect(response.headers.get('x-ratelimit-remaining')).toBe('7');
    expect(server.requests).toMatchObject([
      { method: 'PUT', target: '/a%20b?page=2', path: '/a%20b', body: 'hello', status: 200 },
    ]);
    expect(server.requests[0]?.query.get('page')).toBe('2');
  });

  it('spends faults in the order they were planned, each on requests that match', async () => {
    server.on({ method: 'PUT', path: '/x' }, { status: 503 }, 2);
    server.on({ path: /^\/x/ }, { status: 429, headers: { 'retry-after': '1' }, body: 'slow' });
    server.on({ method: 'POST' }, 'hang');
    const statuses = [];
    for (const path of ['/y', '/x', '/x', '/x?1', '/x']) statuses.push((await put(path)).status);
    expect(statuses).toEqual([200, 503, 503, 429, 200]);
    expect(server.unspentFaults()).toEqual(['POST any path']);
    expect(effects).toHaveLength(2);
  });

  it('resets before, or loses the answer after the effect', async () => {
    server.on({}, 'reset');
    await expect(put()).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
    expect(effects).toEqual([]);
    server.on({}, { lost: 'reset' });
    await expect(put()).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
    expect(effects).toEqual(['PUT']);
  });

  it('cuts a body in half, and an answer without a body in its status line', async () => {
    server.on({}, 'cut', 2);
    const response = await put();
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
    await expect(put('/x', { method: 'DELETE' })).rejects.toThrow();
    expect(effects).toEqual(['PUT', 'DELETE']);
  });

  it('hangs and still closes', async () => {
    server.on({}, 'hang');
    const signal = AbortSignal.timeout(50);
    await expect(put('/x', { signal })).rejects.toThrow('timeout');
    expect(effects).toEqual([]);
  });

  it('delays, and carries a request out even if nobody waits for it any more', async () => {
    server.on({}, { delayMs: 60 });
    await expect(put('/x', { signal: AbortSignal.timeout(20) })).rejects.toThrow();
    await expect.poll(() => effects).toEqual(['PUT']);
    server.on({}, { delayMs: 30, fault: { status: 500 } });
    const before = performance.now();
    expect((await put()).status).toBe(500);
    expect(performance.now() - before).toBeGreaterThan(28);
  });

  it('lets a function decide, and sends bytes that are no HTTP', async () => {
    server.on({}, ({ path }) => (path === '/teapot' ? { status: 418 } : undefined), 'always');
    expect((await put('/teapot')).status).toBe(418);
    expect((await put()).status).toBe(200);
    const other = await startStandInServer({ respond: () => ({ status: 200 }) });
    other.on({}, { raw: 'SMTP ready\r\n\r\n' });
    await expect(fetch(other.origin)).rejects.toThrow();
    await other.close();
  });

  it('streams a body that never ends, until the client has had enough', async () => {
    async function* forever() {
      for (;;) yield 'x'.repeat(1000);
    }
    server.on({}, { status: 200, body: forever() });
    const reader = (await put()).body?.getReader();
    expect((await reader?.read())?.value?.length).toBeGreaterThan(0);
    await reader?.cancel();
  });

  it('waits for the nth request that matches, those of the past included', async () => {
    await put('/1');
    const second = server.waitForRequest({ method: 'PUT' }, { nth: 2 });
    await put('/2');
    expect((await second).path).toBe('/2');
    expect((await server.waitForRequest({ path: '/1' })).path).toBe('/1');
    await expect(server.waitForRequest({ path: '/3' }, { timeoutMs: 10 })).rejects.toThrow(
      'PUT /1\nPUT /2',
    );
  });

  it('tells how many requests were open at a time', async () => {
    server.on({}, { delayMs: 30 }, 'always');
    await Promise.all([put(), put(), put()]);
    await put();
    expect(server.requests.map(({ inFlight }) => inFlight).sort()).toEqual([1, 1, 2, 3]);
  });

  it('does not hide that a stand-in itself failed', async () => {
    const broken = await startStandInServer({
      respond: () => {
        throw new Error('a slip in the stand-in');
      },
    });
    await expect(fetch(broken.origin)).rejects.toThrow();
    await expect(broken.close()).rejects.toThrow('a slip');
  });
});
