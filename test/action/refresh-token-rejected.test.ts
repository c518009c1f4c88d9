import { describe, expect, it } from 'vitest';
import { explainRejection } from '../../src/action/refresh-token-rejected';
import type { SecretPlace } from '../../src/github/places';
import type { HttpOutcome } from '../../src/http/outcome';
import { environment, repository, scriptedGitHub, targetAt } from '../github/scripted-github';
import { errorTable } from '../support/error-table';
import { neverSent, response } from '../support/outcomes';

const quote = ' GoTo said: "invalid_grant".';
const located = (place: SecretPlace) => ({
  ...targetAt(place),
  updatedAt: new Date('2026-11-01T00:00:00Z'),
});
const written = (updated_at: string) => response(200, { updated_at });
const unchanged = written('2026-11-01T00:00:00Z');
const newer = written('2026-11-01T00:00:01Z');

/** Explains a rejection when GitHub answers so about the secret of the repository, and of an environment. */
async function explain(
  [atRepository, atEnvironment]: [HttpOutcome, HttpOutcome?],
  { answerLost = false } = {},
) {
  const path = 'GET /repos/octo/webinars';
  const { use } = await scriptedGitHub({
    [`${path}/actions/secrets/GOTO_REFRESH_TOKEN`]: atRepository,
    [`${path}/environments/production/secrets/GOTO_REFRESH_TOKEN`]: atEnvironment ?? neverSent,
  });
  const places = atEnvironment === undefined ? [repository] : [repository, environment];
  return use((client) =>
    explainRejection({ kind: 'rejected', quote, answerLost }, places.map(located), client),
  );
}

describe('a rejected refresh token', () => {
  it('is explained as far as GitHub can tell', async () => {
    await expect(
      await errorTable({
        'the secret is unchanged': () => explain([unchanged]),
        'the secret is newer': () => explain([newer]),
        'the secret cannot be read any more': () => explain([response(503)]),
        'GitHub cannot be reached': () => explain([neverSent]),
        'an answer was lost': () => explain([unchanged], { answerLost: true }),
        'an answer was lost, and the secret is newer': () => explain([newer], { answerLost: true }),
        'the secret of another place is newer': () => explain([unchanged, newer]),
        'of two places neither is newer': () => explain([unchanged, unchanged]),
        'of two places one cannot be read': () => explain([response(503), newer]),
      }),
    ).toMatchFileSnapshot('./refresh-token-rejected.txt');
  });

  it('is not said to be replaced or lost when it is not', async () => {
    const { message, hint } = await explain([unchanged]);
    expect(message).not.toMatch(/newer|lost/);
    expect(hint).toMatch(/^If the secret was written after/);
  });
});
