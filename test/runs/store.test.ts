import http from 'node:http';
import sodium from 'libsodium-wrappers';
import { vi } from 'vitest';
import { notForPersonalTokens, notFound, secondaryRateLimit } from '../support/github-stand-in';
import { rotatingAnswer } from '../support/goto-stand-in';
import { describeRuns, type RunScenario } from '../support/scenarios';
import { storedRefreshToken } from '../support/some-inputs';
import { down, type Fault } from '../support/stand-in-server';
import {
  grant,
  publicKeyRead,
  rotates,
  secretName,
  type World,
  write,
  writeAt,
} from '../support/world';

/*
 * What GitHub can answer to the write of a new refresh token, and what a run says that could not store
 * it. Here is one run of each kind; github/store.test.ts and github/refusals.test.ts have the tables.
 */

const writes = (fault: Fault, times = 1): RunScenario => ({
  given: ({ github }) => github.on(write, fault, times),
});

/** GitHub changes its key when GoTo has been asked, and the run holds the old one. */
function changesItsKey({ goto, repository }: World): void {
  goto.on(grant, () => {
    repository.rotateKey();
    return undefined;
  });
}

describeRuns({ topic: 'store', given: rotates }, (scenario) => {
  scenario('GitHub is busy at first', {
    given: ({ github }) => {
      github.on(write, down(500));
      github.on(write, down(429));
      github.on(write, secondaryRateLimit());
    },
  });
  scenario('the token may only read, and the organizer is not looked up', {
    inputs: { 'lookup-organizer': 'true' },
    ...writes(notForPersonalTokens()),
  });
  // A second wait does not fit into the two minutes of a store.
  scenario('GitHub is down', { ...writes(down(503, '70'), 2) });
  scenario('a bug in the action, with much to say', {
    // Code of ours cannot be made to throw from outside.
    given: ({ goto }) => {
      const { request } = http;
      goto.on(grant, () => {
        vi.spyOn(http, 'request').mockImplementation(((url: URL, options: http.RequestOptions) => {
          if (options.method === 'PUT') throw new Error(`broken${'!'.repeat(2_000)}`);
          return request(url, options);
        }) as typeof request);
        return undefined;
      });
    },
    also: () => void vi.restoreAllMocks(),
  });

  scenario('sealing fails when GoTo has answered', {
    // Neither can this, from outside.
    given: ({ goto }) =>
      goto.on(grant, () => {
        vi.spyOn(sodium, 'crypto_box_seal').mockImplementation(() => {
          throw new Error('out of memory');
        });
        return undefined;
      }),
    also: () => void vi.restoreAllMocks(),
  });

  scenario('the key was replaced', { given: changesItsKey });
  scenario('the key was replaced and is gone', {
    given: (world) => {
      changesItsKey(world);
      world.github.on(publicKeyRead, { delayMs: 0 });
      world.github.on(publicKeyRead, notFound());
    },
  });

  scenario('the new token cannot be stored, and there is no access token', {
    given: ({ goto, github }) => {
      goto.next(rotatingAnswer({ access_token: undefined }));
      github.on(write, notForPersonalTokens());
    },
  });
  scenario('two of three repositories refuse', {
    inputs: { repository: 'octo/webinars\nocto/reports\nocto/registrations' },
    given: ({ github }) => {
      for (const name of ['octo/reports', 'octo/registrations']) {
        github.addRepository(name, { secrets: { [secretName]: storedRefreshToken } });
      }
      github.on(writeAt(/reports|registrations/), notForPersonalTokens(), 2);
    },
  });
});
