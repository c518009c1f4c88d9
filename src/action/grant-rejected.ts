import { isoSeconds } from '../dates';
import { ActionError } from '../errors';
import type { GitHubClient } from '../github/client';
import { type ExistingSecret, readMetadata } from '../github/locate';
import { secretLabel } from '../github/places';
import type { JwtClaims } from '../goto/jwt';
import { lostAnswerWarning, type RejectedResponse } from '../goto/token-response';

interface Evidence {
  /** what the refresh token that was sent says of itself */
  claims: JwtClaims;
  secrets: ExistingSecret[];
  client: GitHubClient;
}

/**
 * Returns the error for a rejected refresh token (`invalid_grant`). Reads the metadata once more:
 * another run may have stored a newer token since this one read its inputs.
 */
export async function explainRefreshTokenRejection(
  { quote, answerLost, isReplaced }: RejectedResponse,
  { claims, secrets, client }: Evidence,
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
  const isAccessToken = claims.typ === 'a';
  const kind = isAccessToken ? ' The token in the secret says that it is an access token.' : '';
  const firstStep = newer ? startNewRun : isAccessToken ? saveRefreshToken : compareTimes;
  return new ActionError(
    'refresh-token-rejected',
    `GoTo rejected the refresh token (invalid_grant).${quote}${lost}${kind} ${history}`,
    {
      hint: `${firstStep} ${causeOf(claims, isReplaced)}: authorise again. ${howToAuthorise(label)}`,
    },
  );
}

/** @returns the error for a rejected personal access token (`invalid_grant`) */
export function personalAccessTokenRejected({ quote }: RejectedResponse): ActionError {
  return new ActionError(
    'personal-access-token-rejected',
    `GoTo rejected personal-access-token (invalid_grant).${quote}`,
    {
      hint:
        'Create a new personal access token at myaccount.goto.com (Developer Tools, Create token), and save it where personal-access-token comes from. ' +
        'Its scopes must match those of the OAuth client, and the user who creates it must be the organizer.',
    },
  );
}

const startNewRun =
  'Start a new run, not a re-run: this run has the older token. If the new run fails with the same code,';
const compareTimes =
  'If the secret was written after this run was queued, start a new run, not a re-run: this run has the older token. Otherwise,';
const saveRefreshToken =
  'Save a refresh token in the secret, not an access token. If you have none, or GoTo rejects it too,';

/** What may have become of the token, for the middle of a sentence. */
function causeOf({ exp }: JwtClaims, isReplaced: boolean): string {
  const ownDate =
    exp &&
    `by its own date, it expire${exp.getTime() < Date.now() ? 'd' : 's'} at ${isoSeconds(exp)}`;
  if (isReplaced) {
    const aside = ownDate === undefined ? '' : ` (${ownDate})`;
    return `the token was replaced by a newer one, and only the newer one works${aside}`;
  }
  return `the token was replaced by a newer one, was revoked, or has expired (${ownDate ?? 'it lives 30 days'})`;
}

function howToAuthorise(label: string): string {
  return (
    'README, "Set up", step 2, has the command that signs you in to GoTo in a browser and saves the new refresh token. ' +
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
