import { captivePortal, down } from '../support/faults';
import { notFound } from '../support/github-answers';
import {
  accountKey,
  issuedAccessToken,
  oauthError,
  organizerKey,
  rotatedRefreshToken,
  rotatingAnswer,
  tokenAnswer,
} from '../support/goto-answers';
import { tellRuns } from '../support/scenarios';
import { nowhere, storedRefreshToken } from '../support/some-inputs';
import { grant, metadataRead, secretName, type World } from '../support/world';

/*
 * What GoTo can answer to the refresh token, and what the action makes of it. Nothing here needs
 * more than Windows and macOS have, and CI runs this file there too.
 */

tellRuns({ topic: 'tokens' }, (scenario) => {
  scenario('GoTo keeps the refresh token');

  scenario('GoTo rotates the refresh token', {
    given: ({ goto }) => goto.next(rotatingAnswer()),
  });

  scenario('GoTo sends the refresh token back', {
    given: ({ goto }) => goto.next(tokenAnswer({ refresh_token: storedRefreshToken })),
  });

  scenario('GoTo sends an access token and nothing else', {
    given: ({ goto }) =>
      goto.next({
        status: 200,
        body: { access_token: issuedAccessToken, scope: '', principal: null },
      }),
  });

  scenario('GoTo sends fields that cannot be used', {
    given: ({ goto }) =>
      goto.next(
        tokenAnswer({
          token_type: 'Bearer of\nnews',
          expires_in: 0,
          scope: 'a "b"',
          principal: 'a\nb',
          organizer_key: 12345678,
          account_key: 'x',
        }),
      ),
  });

  scenario('tokens in other fields of the answer', {
    given: ({ goto }) =>
      goto.next(
        rotatingAnswer({
          token_type: 'Bearer',
          scope: `collab: ${rotatedRefreshToken}`,
          principal: `organizer of ${issuedAccessToken}`,
        }),
      ),
  });

  scenario('GoTo sends a refresh token that cannot be used', {
    given: ({ goto }) => goto.next(tokenAnswer({ refresh_token: 'a refresh\ntoken' })),
  });

  scenario('a refresh token longer than 48 KB', {
    given: ({ goto }) => goto.next(tokenAnswer({ refresh_token: 'r'.repeat(48 * 1024 + 1) })),
  });

  const expiresIn = (days: number) => (world: World) => {
    const date = new Date(Date.now() + days * 24 * 3600_000);
    world.github.headers['github-authentication-token-expiration'] =
      `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  };
  const writtenAgo = (days: number) => (world: World) => {
    const updatedAt = new Date(Date.now() - days * 24 * 3600_000).toISOString();
    world.github.addRepository('octo/webinars', {
      secrets: { [secretName]: { value: storedRefreshToken, updatedAt } },
    });
  };
  scenario('the GitHub token expires in 10 days', { given: expiresIn(10) });
  scenario('the GitHub token expires in 15 days', { given: expiresIn(15) });
  scenario('the refresh token is 26 days old', { given: writtenAgo(26) });
  scenario('the refresh token is 24 days old', { given: writtenAgo(24) });
  scenario('both tokens expire soon', {
    given: (world) => {
      writtenAgo(28)(world);
      expiresIn(2)(world);
    },
  });
  scenario('the old refresh token is replaced', {
    given: (world) => {
      writtenAgo(28)(world);
      world.goto.next(rotatingAnswer());
    },
  });

  scenario('no access token', {
    given: ({ goto }) => goto.next(tokenAnswer({ access_token: undefined })),
  });
  scenario('no access token, and a new refresh token', {
    given: ({ goto }) => goto.next(rotatingAnswer({ access_token: undefined })),
  });
  scenario('an access token with a space', {
    given: ({ goto }) => goto.next(tokenAnswer({ access_token: 'an access token' })),
  });
  scenario('an error with status 200', {
    given: ({ goto }) => goto.next(oauthError('temporarily_unavailable', { status: 200 })),
  });
  scenario('a captive portal in place of GoTo', {
    given: ({ goto }) => goto.next(captivePortal()),
  });
  scenario('an array in place of tokens', {
    given: ({ goto }) => goto.next({ status: 200, body: [] }),
  });

  scenario('invalid_grant', {
    given: ({ goto }) => goto.next(oauthError('invalid_grant', { description: 'Token expired' })),
  });
  scenario('invalid_grant after a lost answer', {
    given: ({ goto }) => goto.next({ lost: 'reset' }, oauthError('invalid_grant')),
  });
  scenario('invalid_grant after a 503', {
    given: ({ goto }) => goto.next(down(), oauthError('invalid_grant')),
  });
  scenario('invalid_grant after a 429', {
    given: ({ goto }) => goto.next(down(429), oauthError('invalid_grant')),
  });
  scenario('invalid_grant, and a newer token was stored meanwhile', {
    given: ({ goto, repository }) =>
      goto.next(() => {
        repository.secret(secretName).updatedAt = '2099-01-02T03:04:05Z';
        return oauthError('invalid_grant');
      }),
  });
  scenario('invalid_grant, and the second place has a newer token', {
    inputs: { repository: 'octo/webinars\nocto/reports' },
    given: ({ goto, github }) => {
      const reports = github.addRepository('octo/reports', {
        secrets: { [secretName]: storedRefreshToken },
      });
      goto.next(() => {
        reports.secret(secretName).updatedAt = '2099-01-02T03:04:05Z';
        return oauthError('invalid_grant');
      });
    },
  });
  scenario('invalid_grant, and the secret cannot be read again', {
    given: ({ goto, github }) =>
      goto.next(() => {
        github.on(metadataRead, notFound());
        return oauthError('invalid_grant');
      }),
  });

  scenario('invalid_client with status 401', {
    given: ({ goto }) => goto.next(oauthError('invalid_client', { status: 401 })),
  });
  scenario('invalid_client with status 400', {
    given: ({ goto }) => goto.next(oauthError('invalid_client', { description: 'Unknown client' })),
  });
  scenario('unauthorized_client', {
    given: ({ goto }) => goto.next(oauthError('unauthorized_client')),
  });
  scenario('status 401 without a body', { given: ({ goto }) => goto.next({ status: 401 }) });
  scenario('invalid_client after a lost answer', {
    given: ({ goto }) => goto.next({ lost: 'reset' }, oauthError('invalid_client')),
  });

  scenario('an unknown error code', {
    given: ({ goto }) => goto.next(oauthError('slow_down', { description: 'Try later' })),
  });
  scenario('a redirect', {
    given: ({ goto }) =>
      goto.next({ status: 302, headers: { location: `${goto.apiUrl}/elsewhere` } }),
  });
  scenario('tokens with status 201', {
    given: ({ goto }) => goto.next({ ...rotatingAnswer(), status: 201 }),
  });
  scenario('status 499', { given: ({ goto }) => goto.next({ status: 499 }) });
  scenario('GoTo is busy at first', { given: ({ goto }) => goto.next(down(429), down(500)) });
  scenario('GoTo is down', { given: ({ goto }) => goto.on(grant, down(500), 5) });
  scenario('status 503 with invalid_grant in the body', {
    given: ({ goto }) =>
      goto.on(grant, { ...oauthError('invalid_grant', { status: 503 }), ...down() }, 5),
  });
  scenario('the requested wait is longer than the time limit', {
    given: ({ goto }) => goto.next({ status: 429, headers: { 'retry-after': '60' } }),
  });
  scenario('every answer is lost', { given: ({ goto }) => goto.on(grant, { lost: 'reset' }, 5) });
  scenario('nobody listens at token-url', { inputs: { 'token-url': nowhere } });

  scenario('GoTo names the organizer', {
    given: ({ goto }) =>
      goto.next(tokenAnswer({ organizer_key: organizerKey, account_key: accountKey })),
  });
});
