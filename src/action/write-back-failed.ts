import { ActionError } from '../errors';
import { secretLabel } from '../github/places';
import type { SealedSecret } from '../github/store';

/** The error of a run in which a write has failed for good; undefined where none has. */
export function writeBackFailed(sealed: SealedSecret[]): ActionError | undefined {
  const states = sealed.map(({ secret, state }) => ({ secret, ...state }));
  const refused = states.filter((state) => state.kind === 'refused');
  const [first] = refused;
  if (!first) return undefined;
  const several = refused.length > 1;
  const others = several ? ` (and in ${refused.length - 1} more)` : '';
  return new ActionError(
    'write-back-failed',
    `GoTo sent a new refresh token, and it could not be stored in ${secretLabel(first.secret)}${others}: ${first.what}`,
    {
      hint:
        `The log of this step (and the job summary, where there is one) holds a command${several ? ' for each place' : ''} that stores the token, which is sealed in it: paste it soon. ` +
        `Then fix the cause: ${first.advice}`,
    },
  );
}
