import { isoSeconds } from '../dates';
import { ActionError } from '../errors';
import type { GitHubClient } from '../github/client';
import { type ExistingSecret, readMetadata } from '../github/locate';
import { secretLabel } from '../github/places';
import type { RejectedResponse } from '../goto/token-response';

/**
 * Why GoTo rejected the refresh token (`invalid_grant`), as far as GitHub can tell. The metadata is
 * read once more: another run may have stored a newer token since this one read its inputs.
 */
export async function explainRejection(
  { quote, answerLost }: RejectedResponse,
  secrets: ExistingSecret[],
  client: GitHubClient,
): Promise<ActionError> {
  const reads = await Promise.all(
    secrets.map(async (secret) => ({ secret, updatedAt: await readUpdatedAt(secret, client) })),
  );
  const newer = reads.find(({ secret, updatedAt }) => updatedAt > secret.updatedAt);
  const { secret, updatedAt } = newer ?? (reads[0] as (typeof reads)[number]);
  const label = secretLabel(secret);
  const writtenAt = isoSeconds(updatedAt);

  const lost = answerLost
    ? ' An earlier answer of GoTo was lost in this run, and GoTo may have rotated the token in it.'
    : '';
  const history = newer
    ? `${label} was written at ${writtenAt}: a newer token was stored meanwhile, start a new run.`
    : `${label} was last written at ${writtenAt}.`;
  return new ActionError(
    'refresh-token-rejected',
    `GoTo rejected the refresh token (invalid_grant).${quote}${lost} ${history}`,
    { hint: `${newer ? startNewRun : compareTimes} ${authoriseAgain(label)}` },
  );
}

const startNewRun =
  'Start a new run: this one has the older token, and a re-run may get the same one.';
const compareTimes =
  'If the secret was written after this run was queued, start a new run: this one has the older token, and a re-run may get the same one.';

function authoriseAgain(label: string): string {
  return (
    'Otherwise the token was used elsewhere, was revoked, or is older than 30 days: authorise again, that is, sign in to GoTo in a browser and save the new refresh token, which the command "goto-access-token authorize" does (README, "Get your first token"). ' +
    `Of an environment, a repository and an organization secret of the same name, the narrowest is read: check that the place written, ${label}, is the place that this job reads.`
  );
}

async function readUpdatedAt(secret: ExistingSecret, client: GitHubClient): Promise<Date> {
  try {
    return (await readMetadata(secret, client)).updatedAt;
  } catch {
    // The rejection matters more: without this read it is only explained a little less well.
    return secret.updatedAt;
  }
}
