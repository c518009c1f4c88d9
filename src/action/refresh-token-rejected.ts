import { isoSeconds } from '../dates';
import { ActionError } from '../errors';
import type { GitHubClient } from '../github/client';
import { type ExistingSecret, readMetadata } from '../github/locate';
import { secretLabel } from '../github/places';
import { lostAnswerWarning, type RejectedResponse } from '../goto/token-response';

/**
 * Returns the error for a rejected refresh token (`invalid_grant`). Reads the metadata once more:
 * another run may have stored a newer token since this one read its inputs.
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

  const lost = answerLost ? lostAnswerWarning.refresh_token : '';
  const history = newer
    ? `${label} was written at ${writtenAt}, after this run read it: a newer token was stored meanwhile.`
    : `${label} was last written at ${writtenAt}.`;
  return new ActionError(
    'refresh-token-rejected',
    `GoTo rejected the refresh token (invalid_grant).${quote}${lost} ${history}`,
    { hint: `${newer ? startNewRun : compareTimes} ${authoriseAgain(label)}` },
  );
}

const startNewRun =
  'Start a new run, not a re-run: this run has the older token. If the new run fails with the same code,';
const compareTimes =
  'If the secret was written after this run was queued, start a new run, not a re-run: this run has the older token. Otherwise,';

function authoriseAgain(label: string): string {
  return (
    'the token was used elsewhere, was revoked, or is older than 30 days: authorise again. README, "Get your first token", has the command that signs you in to GoTo in a browser and saves the new refresh token. ' +
    `Of an environment, a repository and an organization secret of the same name, the narrowest is read: check that this job reads ${label}.`
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
