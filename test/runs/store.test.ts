import http from 'node:http';
import { expect, vi } from 'vitest';
import { quickSource } from '../support/drivers';
import { type Answer, captivePortal, down, type Fault } from '../support/faults';
import {
  abuseDetected,
  archived,
  badCredentials,
  githubError,
  moved,
  notForIntegrations,
  notForPersonalTokens,
  notFound,
  quotaExhausted,
  secondaryRateLimit,
} from '../support/github-answers';
import { rotatingAnswer } from '../support/goto-answers';
import { type Scenario, tellRuns } from '../support/scenarios';
import { storedRefreshToken } from '../support/some-inputs';
import { grant, publicKeyRead, rotates, secretName, type World, write } from '../support/world';

/*
 * What GitHub can answer to the write of a new refresh token, and what a run says that could not store
 * it.
 */

const writes = (fault: Fault, times = 1): Scenario => ({
  given: ({ github }) => github.on(write, fault, times),
});

/** GitHub changes its key when GoTo has been asked, and the run holds the old one. */
function changesItsKey({ goto, repository }: World): void {
  goto.on(grant, () => {
    repository.rotateKey();
    return undefined;
  });
}

/** The key changes, and is answered with this when it is read again. */
const keyIsReadAgain = (answer: Answer): Scenario => ({
  given: (world) => {
    changesItsKey(world);
    world.github.on(publicKeyRead, { delayMs: 0 });
    world.github.on(publicKeyRead, answer);
  },
});

tellRuns({ topic: 'store', given: rotates }, (scenario) => {
  scenario('the secret was deleted meanwhile', {
    given: ({ goto, repository }) =>
      goto.on(grant, () => {
        repository.remove(secretName);
        return undefined;
      }),
  });
  scenario('GitHub is busy at first', {
    given: ({ github }) => {
      github.on(write, down(500));
      github.on(write, down(429));
      github.on(write, secondaryRateLimit({ retryAfter: 0 }));
    },
  });
  scenario('GitHub answers 408, 409 and 425 at first', {
    given: ({ github }) => {
      for (const status of [408, 409, 425]) github.on(write, { status });
    },
  });
  scenario('too many requests, which only the text tells', {
    // The others would wait two minutes.
    drivers: [quickSource],
    given: ({ github }) => {
      github.on(write, secondaryRateLimit());
      github.on(write, abuseDetected());
    },
  });
  scenario('a wait of 1.5 s, which is neither seconds nor a date', {
    drivers: [quickSource],
    given: ({ github }) => github.on(write, { status: 503, headers: { 'retry-after': '1.5' } }),
    also: ({ lines }) =>
      expect(Number(/in ([\d.]+) s/.exec(lines.join('\n'))?.[1])).toBeGreaterThan(1),
  });
  const appToken = 'ghs_0123456789abcdefghijklmnopqrstuvwxyz';
  scenario('the token of an App is not known everywhere at first', {
    inputs: { 'github-token': appToken },
    given: ({ github }) => {
      github.token = appToken;
      github.on(write, badCredentials());
      github.on(write, notForIntegrations());
    },
  });
  scenario('the answer is lost', writes({ lost: 'reset' }));

  scenario('the token may only read', writes(notForPersonalTokens()));
  scenario('the token is not accepted any more', writes(badCredentials()));
  scenario('the repository is archived', writes(archived()));
  scenario('the repository is gone', writes(notFound()));
  scenario('the repository was renamed', {
    ...writes({ ...moved('https://api.github.com/repositories/1/x'), status: 307 }),
  });
  scenario('a captive portal', writes(captivePortal()));
  scenario('202', writes({ status: 202, body: {} }));
  scenario('499', writes({ status: 499 }));
  scenario('GitHub is down', writes(down(), 5));
  scenario('500', writes(down(500), 5));
  scenario('the quota is used up for an hour', {
    given: ({ github }) =>
      github.on(write, quotaExhausted({ resetAt: new Date(Date.now() + 3600_000) })),
  });
  scenario('429 with a wait longer than the time limit', {
    ...writes(githubError(429, 'Too many requests', { 'retry-after': '600' })),
  });
  scenario('every connection is reset', {
    // The others would wait half a minute.
    drivers: [quickSource],
    ...writes('reset', 5),
  });
  scenario('a bug in the action', {
    // Code of ours cannot be made to throw from outside.
    drivers: [quickSource],
    given: ({ github }) => {
      const { request } = http;
      github.on(publicKeyRead, () => {
        vi.spyOn(http, 'request').mockImplementation(((url: URL, options: http.RequestOptions) => {
          if (options.method === 'PUT') throw new Error('the write broke');
          return request(url, options);
        }) as typeof request);
        return undefined;
      });
    },
    also: () => void vi.restoreAllMocks(),
  });

  scenario('the key was replaced', { given: changesItsKey });
  scenario('the key was replaced twice', {
    given: (world) => {
      changesItsKey(world);
      world.github.on(publicKeyRead, { delayMs: 0 });
      world.github.on(publicKeyRead, () => {
        const body = world.repository.publicKey;
        world.repository.rotateKey();
        return { status: 200, body };
      });
    },
  });
  scenario('the public key was replaced by an invalid one', {
    ...keyIsReadAgain({ status: 200, body: { key: 'AAAA', key_id: '1' } }),
  });
  scenario('the key was replaced and is gone', keyIsReadAgain(notFound()));
  scenario('the key was replaced and may not be read', keyIsReadAgain(notForPersonalTokens()));
  scenario('422 with a reason', writes(githubError(422, 'The secret is managed elsewhere.'), 2));

  scenario('the new token cannot be stored, and there is no access token', {
    given: ({ goto, github }) => {
      goto.next(rotatingAnswer({ access_token: undefined }));
      github.on(write, notForPersonalTokens());
    },
  });
  scenario('the organizer is not looked up when the write fails', {
    inputs: { 'lookup-organizer': 'true' },
    ...writes(notForPersonalTokens()),
  });
  scenario('with debug logging', {
    env: { RUNNER_DEBUG: '1' },
    ...writes(notForPersonalTokens()),
  });

  const several = { repository: 'octo/webinars\nocto/reports\nocto/registrations' };
  const addOthers = ({ github }: World) => {
    for (const name of ['octo/reports', 'octo/registrations']) {
      github.addRepository(name, { secrets: { [secretName]: storedRefreshToken } });
    }
  };
  scenario('one of three repositories refuses', {
    inputs: several,
    given: (world) => {
      addOthers(world);
      world.github.on({ method: 'PUT', path: /reports/ }, notForPersonalTokens());
    },
  });
  scenario('two of three repositories refuse', {
    inputs: several,
    given: (world) => {
      addOthers(world);
      world.github.on({ method: 'PUT', path: /reports|registrations/ }, notForPersonalTokens(), 2);
    },
  });
  scenario('three of three repositories refuse', {
    inputs: several,
    given: (world) => {
      addOthers(world);
      world.github.on(write, archived(), 3);
    },
  });
  scenario('one of three repositories is busy at first', {
    inputs: several,
    given: (world) => {
      addOthers(world);
      world.github.on({ method: 'PUT', path: /reports/ }, down(), 2);
    },
  });
});
