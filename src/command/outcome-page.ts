import { ActionError } from '../errors';
import { placeName, type Secret, type SecretPlace } from '../github/places';
import type { AuthorizationResponse } from './callback';
import type { Page } from './page';
import type { StoreResult } from './store-secrets';
import { CommandError } from './terminal';

const backToTerminal = 'You can close this tab and continue in the terminal.';

/** What was stored, where and for whom, and what was not. */
export function storedPage(
  { stored, failed }: StoreResult,
  { places, principal }: { places: SecretPlace[]; principal: string | undefined },
): Page {
  const whom = principal === undefined ? '' : `, for ${principal}`;
  const namesAt = (secrets: Secret[], title: (place: string) => string) =>
    places.flatMap((place) => {
      const names = secrets.filter((secret) => secret.place === place).map(({ name }) => name);
      return names.length > 0 ? [title(placeName(place)), names] : [];
    });
  const what = namesAt(stored, (place) => `Stored in ${place}${whom}:`);
  if (failed.length === 0) {
    const title = 'You are signed in, and everything is stored';
    return { status: 200, mark: '✓', title, paragraphs: [...what, backToTerminal] };
  }
  const missing = failed.map(({ secret }) => secret);
  return {
    status: 500,
    mark: '✗',
    title: 'You are signed in, but not everything is stored',
    paragraphs: [
      ...what,
      ...namesAt(missing, (place) => `Not stored in ${place}:`),
      'The terminal shows a command to store each of them.',
      backToTerminal,
    ],
  };
}

/**
 * The page for a failed sign-in: status 200 when the person or GoTo refused it, 500 for any other
 * failure.
 */
export function failurePage(thrown: unknown, { kind }: AuthorizationResponse): Page {
  const isKnown = thrown instanceof CommandError || thrown instanceof ActionError;
  return {
    status: kind === 'error' ? 200 : 500,
    mark: '✗',
    title: 'The sign-in failed',
    paragraphs: isKnown ? [thrown.message, thrown.hint, backToTerminal] : [backToTerminal],
  };
}
