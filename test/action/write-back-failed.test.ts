import { expect, it } from 'vitest';
import { writeBackError } from '../../src/action/write-back-failed';
import type { SecretPlace } from '../../src/github/places';
import type { PendingWrite } from '../../src/github/store';
import { environment, organization, repository, writeTo } from '../github/scripted-github';
import { errorTable } from '../support/error-table';

const stored = (place: SecretPlace) => writeTo(place, { kind: 'stored', at: new Date() });
const failed = (place: SecretPlace, status: number) =>
  writeTo(place, {
    kind: 'failed',
    problem: `status ${status}.`,
    advice: `Advice for ${status}.`,
  });
const errorOf = (...writes: PendingWrite[]) => writeBackError(writes, 'NEXT.');

it('there is no error when no write failed', () => {
  expect(errorOf()).toBeUndefined();
  expect(errorOf(stored(repository), writeTo(environment))).toBeUndefined();
});

it('the error is that of the first write that failed', async () => {
  const table = await errorTable({
    'one place': () => errorOf(failed(repository, 403)),
    'one of two places': () => errorOf(stored(repository), failed(environment, 404)),
    'two of three places': () =>
      errorOf(stored(organization), failed(repository, 403), failed(environment, 404)),
  });
  expect(table).toMatchInlineSnapshot(`
    "## one place
    write-back-failed
    GoTo sent a new refresh token, and it could not be stored in GOTO_REFRESH_TOKEN of repository octo/webinars: status 403.
    What to do: Paste the command from the log of this step (and the job summary, if there is one) into a terminal before the next run: it stores the new token. NEXT. Advice for 403.

    ## one of two places
    write-back-failed
    GoTo sent a new refresh token, and it could not be stored in GOTO_REFRESH_TOKEN of environment production of repository octo/webinars: status 404.
    What to do: Paste the command from the log of this step (and the job summary, if there is one) into a terminal before the next run: it stores the new token. NEXT. Advice for 404.

    ## two of three places
    write-back-failed
    GoTo sent a new refresh token, and it could not be stored in GOTO_REFRESH_TOKEN of repository octo/webinars (and in 1 more): status 403.
    What to do: Paste the command for each place from the log of this step (and the job summary, if there is one) into a terminal before the next run: it stores the new token. NEXT. Advice for 403.
    "
  `);
});
