import { ActionError } from '../errors';
import { placeName, type SecretPlace } from '../github/places';
import type { Arrival } from './callback';
import { CommandError } from './command-error';
import { adviceOf } from './legend';
import type { Page } from './page';
import type { StoreOutcome } from './store-secrets';

const goOn = 'You can close this tab, and go on in the terminal.';

/** What was stored, where and for whom, and what was not. */
export function storedPage({ stored, refused, principal }: StoreOutcome, place: SecretPlace): Page {
  const whom = principal === undefined ? '' : `, for ${principal}`;
  const what = stored.length > 0 ? [`Stored in ${placeName(place)}${whom}:`, stored] : [];
  if (refused.length === 0) {
    const title = 'You are signed in, and everything is stored';
    return { status: 200, mark: '✓', title, paragraphs: [...what, goOn] };
  }
  return {
    status: 500,
    mark: '✗',
    title: 'You are signed in, but not everything is stored',
    paragraphs: [
      ...what,
      'Not stored:',
      refused.map(({ name }) => name),
      'The terminal shows a command for each of these, which stores it.',
      goOn,
    ],
  };
}

/** Why it went wrong: that the person or GoTo said no is an answer, all else a fault. */
export function failurePage(thrown: unknown, { kind }: Arrival): Page {
  const isKnown = thrown instanceof CommandError || thrown instanceof ActionError;
  return {
    status: kind === 'error' ? 200 : 500,
    mark: '✗',
    title: 'The sign-in did not work',
    paragraphs: isKnown ? [thrown.message, ...adviceOf(thrown), goOn] : [goOn],
  };
}
