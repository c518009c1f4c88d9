import { jwt, oauthError, rotatingAnswer, tokenAnswer, userAnswer } from '../support/goto-stand-in';
import { describeRuns } from '../support/scenarios';
import type { World } from '../support/world';

const inDays = (days: number): Date => new Date(Date.now() + days * 24 * 3600_000);

/** Stores a refresh token as if it had been written 20 days ago. */
const stored = (world: World, value: string): void => {
  const updatedAt = new Date(Date.now() - 20 * 24 * 3600_000).toISOString();
  world.github.addRepository('octo/webinars', {
    secrets: { GOTO_REFRESH_TOKEN: { value, updatedAt } },
  });
};

describeRuns({ topic: 'credentials' }, (scenario) => {
  const expiringToken = jwt({ expiresAt: inDays(6) });
  scenario('the refresh token expires in 6 days', {
    inputs: { 'refresh-token': expiringToken },
    given: (world) => stored(world, expiringToken),
  });
  scenario('the new refresh token says when it expires', {
    given: ({ goto }) =>
      goto.next(
        rotatingAnswer({ refresh_token: jwt({ expiresAt: new Date('2099-01-02T03:04:05Z') }) }),
      ),
  });
  scenario('a refresh token that expired is rejected', {
    inputs: { 'refresh-token': jwt({ expiresAt: inDays(-2) }) },
    given: ({ goto }) => goto.next(oauthError('invalid_grant')),
  });

  const personal = {
    'refresh-token': undefined,
    'github-token': undefined,
    'personal-access-token': 'pat-c0mplete-0123456789',
  };
  scenario('a personal access token', {
    inputs: { ...personal, 'lookup-organizer': 'true' },
    given: ({ goto }) => {
      goto.alwaysUser(userAnswer());
      goto.next(tokenAnswer());
    },
  });
  scenario('a personal access token, and GoTo sends a refresh token', {
    inputs: { ...personal, 'github-token': 'ghp_unused0123456789' },
    given: ({ goto }) => goto.next(rotatingAnswer()),
  });
  scenario('a personal access token that GoTo rejects', {
    inputs: personal,
    given: ({ goto }) => goto.next({ lost: 'reset' }, oauthError('invalid_grant')),
  });
});
