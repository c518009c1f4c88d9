import { ActionError } from '../errors';
import { placeName, type SecretPlace } from '../github/places';
import type { Arrival } from './callback';
import { CommandError } from './command-error';
import type { Page } from './page';
import type { StoreOutcome } from './store-secrets';

const backToTerminal = 'You can close this tab and continue in the terminal.';

/** What was stored, where and for whom, and what was not. */
export function storedPage({ stored, refused, principal }: StoreOutcome, place: SecretPlace): Page {
  const whom = principal === undefined ? '' : `, for ${principal}`;
  const what = stored.length > 0 ? [`Stored in ${placeName(place)}${whom}:`, stored] : [];
  if (refused.length === 0) {
    const title = 'You are signed in, and everything is stored';
    return { status: 200, mark: '✓', title, paragraphs: [...what, backToTerminal] };
  }
  return {
    status: 500,
    mark: '✗',
    title: 'You are signed in, but not everything is stored',
    paragraphs: [
      ...what,
      'Not stored:',
      refused.map(({ name }) => name),
      'The terminal shows a command for each of these that stores it.',
      backToTerminal,
    ],
  };
}

/** Why the sign-in failed. A refusal by the person or by GoTo is an answer; all else is a fault. */
export function failurePage(thrown: unknown, { kind }: Arrival): Page {
  const isKnown = thrown instanceof CommandError || thrown instanceof ActionError;
  return {
    status: kind === 'error' ? 200 : 500,
    mark: '✗',
    title: 'The sign-in failed',
    paragraphs: isKnown ? [thrown.message, thrown.hint, backToTerminal] : [backToTerminal],
  };
}
