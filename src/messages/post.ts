import { ActionError } from '../errors';
import { placeName, secretLabel } from '../github/places';
import type { FailedWrite, PendingWrite } from '../github/store';
import { describeFailedWrite, failedWrites } from './github';
import { actionNames } from './names';

const commandStands =
  'Paste the printed command into a terminal before the next run: it stands, and stores the new token.';
const foreignInputs =
  'A composite action that is used inside another one gets wrong inputs here, those of the outer action: if this is one, name the input for github-token alike in both.';

/** The error of a post step without a usable `github-token`. */
export function noTokenInPost(problem: string): ActionError {
  const message = `The input github-token ${problem} at the end of the job, where the new refresh token was to be stored.`;
  return new ActionError('input-invalid', message, { hint: `${commandStands} ${foreignInputs}` });
}

/**
 * The error of a post step that could not store everything; undefined if it did.
 *
 * @param unreadable how many values of the state cannot be read
 */
export function postError(
  writes: PendingWrite[],
  { unreadable, isOfApp }: { unreadable: number; isOfApp: boolean },
): ActionError | undefined {
  const [first, ...others] = failedWrites(writes);
  if (!first) return unreadable > 0 ? unreadableState(unreadable) : undefined;
  const { problem, hint } = describePostFailure(first, isOfApp);
  const count = others.length + unreadable;
  const more = count > 0 ? ` (and in ${count} more)` : '';
  const message = `GoTo sent a new refresh token, and it could not be stored in ${secretLabel(first.target)}${more} at the end of the job: ${problem}`;
  return new ActionError('write-back-failed', message, { hint });
}

function unreadableState(count: number): ActionError {
  const message = `GoTo sent a new refresh token, and ${count} of the values that this action saved for the end of the job cannot be read: nothing is stored there.`;
  return new ActionError('write-back-failed', message, {
    hint: `${commandStands} If there is none, start a new run, and authorize again if that fails with refresh-token-rejected.`,
  });
}

function describePostFailure(
  { target, state }: { target: PendingWrite['target']; state: FailedWrite },
  isOfApp: boolean,
): { problem: string; hint: string } {
  const { kind, part, quotation } = state.refusal.facts;
  if (kind === 'key-changed') {
    return {
      problem: `${placeName(target.place)} has another public key now.${quotation}`,
      hint: 'Authorize again: only that helps, because GitHub can open neither the sealed value nor the one in a printed command any more.',
    };
  }
  if (kind === 'not-found' && part === 'metadata') {
    return {
      problem: 'the secret was deleted after this job read it.',
      hint: 'Paste the printed command into a terminal if the secret is still needed: it would create it again. The action does not.',
    };
  }
  const { problem, advice } = describeFailedWrite(state, actionNames);
  const isRefused = ['token-rejected', 'forbidden', 'not-found'].includes(kind);
  if (part === 'value' || !isRefused) return { problem, hint: `${commandStands} ${advice}` };
  // The main step could read this place with its token.
  const expired = isOfApp
    ? 'The token of a GitHub App is valid for an hour, and may have expired. '
    : '';
  return { problem, hint: `${commandStands} ${expired}${foreignInputs}` };
}
