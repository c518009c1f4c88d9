import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll } from 'vitest';
import { makeCertificates, type TestCertificates } from '../support/certificates';
import { describeRuns } from '../support/scenarios';
import { clientSecret } from '../support/some-inputs';

/** A server whose certificate nobody vouches for. */
let stranger: Server;
let certificates: TestCertificates;
const origin = () => `https://127.0.0.1:${(stranger.address() as AddressInfo).port}`;

beforeAll(async () => {
  certificates = await makeCertificates(['127.0.0.1']);
  stranger = createServer(certificates.tls);
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
  scenario('GitHub does not speak TLS', {
    inputs: ({ github }) => ({ 'github-api-url': github.url.replace('http:', 'https:') }),
  });
});
