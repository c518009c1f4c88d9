import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeCertificates, type TestCertificates } from '../support/certificates';
import { bundleDrivers, type Driver, sourceDriver } from '../support/drivers';
import {
  expectNames,
  expectUntouched,
  failureOf,
  notAsked,
  triesAgain,
} from '../support/run-checks';
import { clientSecret } from '../support/some-inputs';
import { inWorld } from '../support/world';

vi.setConfig({ maxConcurrency: 8 });

let certificates: TestCertificates;
beforeAll(async () => {
  certificates = await makeCertificates(['127.0.0.1']);
});
afterAll(() => certificates.remove());

/** A server whose certificate nobody vouches for, and how many came to its door. */
async function startStranger({ tls }: TestCertificates) {
  let count = 0;
  const server = createServer(tls).on('connection', () => {
    count += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => count,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

function everyCertificate({ runAction }: Driver) {
  it.each([
    ['github-unavailable', 'github-api-url', 'GitHub', 2],
    ['goto-unavailable', 'token-url', 'GoTo', 1],
    ['organizer-lookup-failed', 'goto-api-url', 'GoTo', 1],
  ] as const)('%s: the certificate at %s is not trusted', (code, input, host, tries) =>
    inWorld(async (world) => {
      const stranger = await startStranger(certificates);
      const inputs = { [input]: stranger.origin, 'lookup-organizer': 'true' };
      const run = await runAction({ inputs: world.inputs(inputs) });
      await stranger.close();

      const message = failureOf(run, code);
      expectNames(message, [host, 'NODE_EXTRA_CA_CERTS', 'runner', 'UNABLE_TO_VERIFY']);
      expect(stranger.connections()).toBe(tries);
      expect(triesAgain(run)).toEqual([]);
      if (code !== 'organizer-lookup-failed') {
        expect(message).toContain(notAsked);
        expect(world.goto.requests).toEqual([]);
      }
      expectUntouched(world);
    }),
  );

  it('debug logging shows the stack of the cause, and no secret', () =>
    inWorld(async (world) => {
      const stranger = await startStranger(certificates);
      const tokenUrl = `${stranger.origin}/?${new URLSearchParams({ clientSecret })}`;
      const inputs = world.inputs({ 'token-url': tokenUrl });
      const run = await runAction({ inputs, env: { RUNNER_DEBUG: '1' } });
      await stranger.close();

      failureOf(run, 'goto-unavailable');
      expect(run.log).toMatch(/^Debug: .*UNABLE_TO_VERIFY.*\n\s+at /m);
    }));
}

// Runs in processes of their own overlap; those in this one share its variables and stdout.
describe.concurrent.each(bundleDrivers)('%s', everyCertificate);

describe.each([sourceDriver])('%s', everyCertificate);
