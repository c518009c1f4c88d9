import { isoSeconds } from '../dates';
import { ActionError } from '../errors';
import type { GitHubClient } from '../github/client';
import { type LocatedSecret, readMetadata } from '../github/locate';
import { secretLabel } from '../github/places';

/**
 * Why GoTo rejected the refresh token (`invalid_grant`), as far as GitHub can tell: the secret is
 * read once more, for another run may have stored a newer token since this one read its inputs.
 */
export async function explainRejection(
  { said, lost }: { said: string; lost: boolean },
  located: LocatedSecret[],
  github: GitHubClient,
): Promise<ActionError> {
  const now = await Promise.all(located.map((secret) => updatedAtNow(secret, github)));
  const newer = located.find((secret, index) => (now[index] ?? 0) > secret.updatedAt);
  const [first] = located as [LocatedSecret];
  const secret = newer ?? first;
  const label = secretLabel(secret);
  const writtenAt = isoSeconds(now[located.indexOf(secret)] ?? secret.updatedAt);

  const doubt = lost
    ? ' An earlier answer of GoTo was lost on the way in this run, and GoTo may have rotated the token in it.'
    : '';
  const history = newer
    ? `${label} was written at ${writtenAt}: a newer token was stored meanwhile, start a new run.`
    : `${label} was last written at ${writtenAt}.`;
  return new ActionError(
    'refresh-token-rejected',
    `GoTo rejected the refresh token (invalid_grant).${said}${doubt} ${history}`,
    { hint: `${newer ? holdsOlder : checkForNewer} ${authoriseAgain(label)}` },
  );
}

const holdsOlder = 'This run holds the older token, and a re-run may get the same.';
const checkForNewer =
  'If the secret was written after this run was queued, start a new run: this one holds the older token, and a re-run may get the same.';

function authoriseAgain(label: string): string {
  return (
    'Otherwise the token was used elsewhere, was revoked, or is older than 30 days: authorise again, that is, sign in to GoTo in a browser and save the new refresh token, which the command "goto-access-token authorize" does (README, "Get your first token"). ' +
    `Of an environment, a repository and an organization secret of the same name the narrowest is read, so check that the place written, ${label}, is the place this job reads.`
  );
}

async function updatedAtNow(
  secret: LocatedSecret,
  github: GitHubClient,
): Promise<Date | undefined> {
  try {
    return (await readMetadata(secret, github)).updatedAt;
  } catch {
    // The rejection is what the person must hear of; without this read it is told a little less well.
    return undefined;
  }
}
