import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect } from 'vitest';
import { makeCertificates, type TestCertificates } from '../support/certificates';
import { describeRuns } from '../support/scenarios';
import { clientSecret } from '../support/some-inputs';

/** A server whose certificate nobody vouches for, and what it is asked. */
let stranger: Server;
const requests: string[] = [];
let certificates: TestCertificates;
const origin = () => `https://127.0.0.1:${(stranger.address() as AddressInfo).port}`;

beforeAll(async () => {
  certificates = await makeCertificates(['127.0.0.1']);
  stranger = createServer(certificates.tls, ({ url }, response) => {
    requests.push(String(url));
    response.end();
  });
  await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await new Promise((resolve) => stranger.close(resolve));
  await certificates.remove();
});

describeRuns({ topic: 'certificates' }, (scenario) => {
  scenario('GitHub is not trusted', { inputs: () => ({ 'github-api-url': origin() }) });
  scenario('GoTo is not trusted, with debug logging', {
    inputs: () => ({ 'token-url': `${origin()}/?${new URLSearchParams({ clientSecret })}` }),
    env: { RUNNER_DEBUG: '1' },
  });
  for (const input of ['github-api-url', 'token-url']) {
    scenario(`${input} is not trusted, and Node is told to trust anybody`, {
      inputs: () => ({ [input]: origin() }),
      env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' },
      also: () => expect(requests).toEqual([]),
    });
  }
  scenario('GitHub does not speak TLS', {
    inputs: ({ github }) => ({ 'github-api-url': github.url.replace('http:', 'https:') }),
  });
});
