import { ActionError } from '../errors';
import { secretLabel } from '../github/places';
import type { PendingWrite } from '../github/store';

/**
 * The error of a run in which a write failed for good; undefined if none did.
 *
 * @param next what happens to the token now, as a sentence; may be empty
 */
export function writeBackError(writes: PendingWrite[], next: string): ActionError | undefined {
  const failed = writes.flatMap(({ target, state }) =>
    state.kind === 'failed' ? [{ target, ...state }] : [],
  );
  const [first, ...others] = failed;
  if (!first) return undefined;
  const more = others.length > 0 ? ` (and in ${others.length} more)` : '';
  const command = others.length > 0 ? 'command for each place' : 'command';
  const rest = [next, first.advice].filter((sentence) => sentence !== '').join(' ');
  return new ActionError(
    'write-back-failed',
    `GoTo sent a new refresh token, and it could not be stored in ${secretLabel(first.target)}${more}: ${first.problem}`,
    {
      hint: `Paste the ${command} from the log of this step (and the job summary, if there is one) into a terminal before the next run: it stores the new token. ${rest}`,
    },
  );
}
