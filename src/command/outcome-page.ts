import { ActionError } from '../errors';
import type { SecretPlace } from '../secret-place';
import type { Arrival } from './callback';
import { CommandError } from './command-error';
import { adviceOf } from './legend';
import type { Page } from './page';
import { listed, type Saved, storedSentence } from './save-secrets';

const goOn = 'You can close this tab, and go on in the terminal.';

/** What was stored, where and for whom, and what was not. */
export function savedPage(saved: Saved, place: SecretPlace): Page {
  const { stored, refused } = saved;
  const what = stored.length > 0 ? [storedSentence(saved, place)] : [];
  if (refused.length === 0) {
    return { status: 200, mark: '✓', title: 'You are signed in', paragraphs: [...what, goOn] };
  }
  const names = listed(refused.map(({ name }) => name));
  const rescue = `Not stored: ${names}. The terminal shows a command for each, which stores it.`;
  return {
    status: 500,
    mark: '✗',
    title: 'You are signed in, but not everything is stored',
    paragraphs: [...what, rescue, goOn],
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
