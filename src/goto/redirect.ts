import type { HttpOutcome } from '../http/outcome';
import type { Redactor } from '../redactor';

/** What to say about a redirect, which is never followed. */
export interface Redirect {
  /** where it leads, to append to its status */
  leadsTo: string;
  /** what to do; undefined if it leads nowhere */
  advice: string | undefined;
}

/** @param called what was called, and the setting that holds its address: 'token-url' */
export function describeRedirect(
  outcome: HttpOutcome,
  called: { url: URL; setting: string },
  redactor: Redactor,
): Redirect {
  const host = hostOf(outcome, called.url);
  // Not redacted: a part of a name such as gateway-eu-west-1 looks like a token.
  if (host === undefined || redactor.containsSecret(host))
    return { leadsTo: '', advice: undefined };
  return {
    leadsTo: `, a redirect to ${host}`,
    advice:
      `If GoTo's documentation says that this address has moved to ${host}, set ${called.setting} to the new one. ` +
      'If not, check that no proxy or log-in page of your network answers in its place: redirects are not followed, because the request carries credentials.',
  };
}

/** Only the host: a path could hold a secret. */
function hostOf(outcome: HttpOutcome, url: URL): string | undefined {
  if (outcome.kind === 'no-response' || outcome.status < 300 || outcome.status > 399) return;
  const { location } = outcome.headers;
  if (location === undefined || !URL.canParse(location, url.href)) return;
  const { host } = new URL(location, url);
  // A name of 253 characters, an address in brackets, and a port.
  return /^[\w.:[\]-]{1,260}$/.test(host) ? host : undefined;
}
