import {
  accountKey,
  issuedAccessToken,
  oauthError,
  organizerKey,
  rotatedRefreshToken,
  rotatingAnswer,
  tokenAnswer,
} from '../support/goto-stand-in';
import { describeRuns, type RunScenario } from '../support/scenarios';
import { storedRefreshToken } from '../support/some-inputs';
import { captivePortal, down, type Fault } from '../support/stand-in-server';
import { grant, secretName, type World } from '../support/world';

/*
 * What GoTo can answer to the refresh token, and what the action makes of it: one run of each kind.
 * goto/token-response.test.ts and action/grant-rejected.test.ts have the tables. Nothing here
 * needs more than Windows and macOS have, and CI runs this file there too.
 */

/** What GoTo answers, one by one. */
const answers = (...faults: Fault[]): RunScenario => ({
  given: ({ goto }) => goto.next(...faults),
});

const daysFromNow = (days: number) => new Date(Date.now() + days * 24 * 3600_000).toISOString();
const expiresIn = ({ github }: World, days: number) => {
  github.headers['github-authentication-token-expiration'] =
    `${daysFromNow(days).slice(0, 19).replace('T', ' ')} UTC`;
};
const writtenAgo = ({ repository }: World, days: number) => {
  repository.secret(secretName).updatedAt = daysFromNow(-days);
};

describeRuns({ topic: 'tokens' }, (scenario) => {
  scenario('GoTo keeps the refresh token');
  scenario('GoTo rotates an old refresh token', {
    given: (world) => {
      writtenAgo(world, 28);
      world.goto.next(rotatingAnswer());
    },
  });
  scenario(
    'GoTo sends the refresh token back',
    answers(tokenAnswer({ refresh_token: storedRefreshToken })),
  );
  scenario(
    'GoTo sends an access token and nothing else',
    answers({
      status: 200,
      body: { access_token: issuedAccessToken, scope: '', principal: null },
    }),
  );
  scenario(
    'GoTo sends fields that cannot be used',
    answers(
      tokenAnswer({
        token_type: 'Bearer of\nnews',
        expires_in: 0,
        scope: 'a "b"',
        principal: 'a\nb',
        organizer_key: 12345678,
        account_key: 'x',
      }),
    ),
  );
  scenario(
    'tokens in other fields of the answer',
    answers(
      rotatingAnswer({
        scope: `collab: ${rotatedRefreshToken}`,
        principal: `organizer of ${issuedAccessToken}`,
      }),
    ),
  );
  scenario(
    'GoTo sends a refresh token that cannot be used',
    answers(tokenAnswer({ refresh_token: 'a refresh\ntoken' })),
  );
  scenario(
    'GoTo names the organizer',
    answers(tokenAnswer({ organizer_key: organizerKey, account_key: accountKey })),
  );

  scenario('both tokens expire soon', {
    given: (world) => {
      writtenAgo(world, 28);
      expiresIn(world, 2);
    },
  });

  scenario(
    'no access token, and a new refresh token',
    answers(rotatingAnswer({ access_token: undefined })),
  );
  scenario('a captive portal in place of GoTo', answers(captivePortal()));
  scenario(
    'invalid_grant after a lost answer',
    answers({ lost: 'reset' }, oauthError('invalid_grant', { description: 'Token expired' })),
  );
  scenario('invalid_grant, and a newer token was stored meanwhile', {
    given: ({ goto, repository }) =>
      goto.next(() => {
        repository.secret(secretName).updatedAt = '2099-01-02T03:04:05Z';
        return oauthError('invalid_grant');
      }),
  });
  scenario('invalid_grant in a re-run', {
    env: { GITHUB_RUN_ATTEMPT: '2' },
    ...answers(oauthError('invalid_grant')),
  });
  scenario('invalid_grant, the second time in one job', {
    given: (world) => {
      writtenAgo(world, 0);
      world.goto.next(oauthError('invalid_grant', { description: 'refresh.token.revoked' }));
    },
  });
  scenario('invalid_client', answers(oauthError('invalid_client', { status: 401 })));
  scenario('a redirect', {
    given: ({ goto }) =>
      goto.next({ status: 302, headers: { location: `${goto.apiUrl}/elsewhere` } }),
  });
  scenario(
    'a redirect to a host that holds a secret',
    answers({ status: 302, headers: { location: `https://${storedRefreshToken}.example/` } }),
  );
  scenario('GoTo is busy at first', answers(down(429), down(500)));
  scenario('GoTo is down', { given: ({ goto }) => goto.on(grant, down(500), 5) });
});
