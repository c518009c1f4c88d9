import { expect, it } from 'vitest';
import { writeBackFailed } from '../../src/action/write-back-failed';
import type { SecretPlace } from '../../src/github/places';
import type { PendingWrite } from '../../src/github/store';
import { environment, organization, publicKey, repository } from '../github/scripted-github';
import { errorTable } from '../support/error-table';

const write = (place: SecretPlace, state: PendingWrite['state']): PendingWrite => ({
  target: { name: 'GOTO_REFRESH_TOKEN', place, publicKey, sharing: undefined },
  value: 'r2',
  encryptedValue: 'c2VhbGVk',
  state,
});
const stored = { kind: 'stored', at: new Date() } as const;
const refused = (status: number) =>
  ({ kind: 'refused', problem: `status ${status}.`, advice: `Advice for ${status}.` }) as const;

it('nothing failed when nothing was refused', () => {
  expect(writeBackFailed([])).toBeUndefined();
  expect(writeBackFailed([write(repository, stored)])).toBeUndefined();
});

it('the first of what was refused is the error', async () => {
  const table = await errorTable({
    'one place': () => writeBackFailed([write(repository, refused(403))]),
    'one of two places': () =>
      writeBackFailed([write(repository, stored), write(environment, refused(404))]),
    'two of three places': () =>
      writeBackFailed([
        write(organization, stored),
        write(repository, refused(403)),
        write(environment, refused(404)),
      ]),
  });
  expect(table).toMatchInlineSnapshot(`
    "## one place
    write-back-failed
    GoTo sent a new refresh token, and it could not be stored in GOTO_REFRESH_TOKEN of repository octo/webinars: status 403.
    What to do: Paste the command from the log of this step (and the job summary, if there is one) soon: it stores the token, which is sealed in it. Then fix the cause: Advice for 403.

    ## one of two places
    write-back-failed
    GoTo sent a new refresh token, and it could not be stored in GOTO_REFRESH_TOKEN of environment production of repository octo/webinars: status 404.
    What to do: Paste the command from the log of this step (and the job summary, if there is one) soon: it stores the token, which is sealed in it. Then fix the cause: Advice for 404.

    ## two of three places
    write-back-failed
    GoTo sent a new refresh token, and it could not be stored in GOTO_REFRESH_TOKEN of repository octo/webinars (and in 1 more): status 403.
    What to do: Paste the command for each place from the log of this step (and the job summary, if there is one) soon: it stores the token, which is sealed in it. Then fix the cause: Advice for 403.
    "
  `);
});
