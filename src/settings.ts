import { ActionError } from './errors';

/** What applies where nothing else is said. */
export const defaults = {
  secretName: 'GOTO_REFRESH_TOKEN',
  tokenUrl: 'https://authentication.logmeininc.com/oauth/token',
};

/**
 * That a setting cannot be used: an input of the action, an option of the command (`--repo`) or a
 * variable of the environment (`GH_TOKEN`), told apart by how their names are written.
 *
 * @param problem what is wrong, to follow the name; never the value
 */
export function invalid(name: string, problem: string, hint: string): ActionError {
  const kind = name.startsWith('--') ? 'option' : /^[A-Z_]+$/.test(name) ? 'variable' : 'input';
  return new ActionError('input-invalid', `The ${kind} ${name} ${problem}.`, { hint });
}

/** Whether a text has the characters of a token, and no others: printable ASCII without spaces. */
export function isToken(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text);
}

// Each function below takes the name of a setting and its value, gives the value as the rest of the
// program wants it, and throws what `invalid` makes of it where it cannot be used.

export function withoutControlCharacters(name: string, value: string): string {
  if (!/\p{Cc}/u.test(value)) return value;
  const hint = `Write the value of ${name} on one line, without tabs or line breaks.`;
  throw invalid(name, 'holds a control character, such as a line break', hint);
}

export function tokenCharacters(name: string, value: string): string {
  if (isToken(value)) return value;
  const hint = `Set ${name} anew: the token alone, on one line, without quotes.`;
  throw invalid(name, 'holds a space, a line break or another character no token has', hint);
}

/** An https URL; http only on a loopback host. */
export function secureUrl(name: string, value: string): URL {
  if (!URL.canParse(value)) {
    throw invalid(name, 'is not a URL', `Write ${name} in full, beginning with https://.`);
  }
  const parsed = new URL(value);
  // The parser drops an @ with nothing before it.
  if (parsed.username !== '' || parsed.password !== '' || /^[^/]*\/\/[^/?#]*@/.test(value)) {
    throw invalid(name, 'holds a user name or a password', `Take them out of ${name}.`);
  }
  if (parsed.protocol !== 'https:' && !(parsed.protocol === 'http:' && isLoopback(parsed))) {
    const hint = `Begin ${name} with https://. Plain http is for a loopback host alone, since tokens travel through it.`;
    throw invalid(name, 'is not an https URL', hint);
  }
  return parsed;
}

function isLoopback({ hostname }: URL): boolean {
  // The URL parser has brought every spelling of an IPv4 address (0x7f.1, 2130706433) to this form.
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}

/** A URL that paths are appended to: a slash at its end is forgiven. */
export function baseUrl(name: string, value: string): string {
  const parsed = secureUrl(name, value);
  if (parsed.search === '' && parsed.hash === '') return parsed.href.replace(/\/+$/, '');
  throw invalid(name, 'holds a query or a fragment', `End ${name} before the ? or #.`);
}

/** The name of a secret, as GitHub stores it: in upper case. */
export function secretName(name: string, value: string): string {
  // GitHub's rules, from its "Secrets" documentation.
  if (/^[a-z_][a-z0-9_]*$/i.test(value) && !/^github_/i.test(value)) return value.toUpperCase();
  throw invalid(
    name,
    'is not a name a secret can have',
    'Use letters, digits and underscores, no digit first, and not GITHUB_ at the beginning.',
  );
}

/** The name of an environment or of an organization; empty where there is none. */
export function placeSegment(name: string, value: string): string {
  withoutControlCharacters(name, value);
  // As a segment of a path the dots would lead to another place; GitHub allows 255 characters.
  if (value !== '.' && value !== '..' && value.length <= 255) return value;
  throw invalid(name, 'is not a name GitHub allows', `Write ${name} as GitHub shows it.`);
}

/** @param hint what to do about a value that names none */
export function repository(
  name: string,
  value: string,
  hint = 'Write owner/name, without https://github.com.',
): { owner: string; repo: string } {
  const [, owner, repo] = /^([\w-]+)\/([\w.-]+)$/.exec(value) ?? [];
  if (owner !== undefined && repo !== undefined && !/^\.{1,2}$/.test(repo)) return { owner, repo };
  throw invalid(name, 'is not owner/name', hint);
}
