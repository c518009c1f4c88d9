import { ActionError } from './errors';
import { maxPlaceNameLength } from './limits';

/** A value that a person sets, and what kind of setting it is. */
export interface Setting {
  /** an input of the action, an option of the command, or an environment variable */
  kind: 'input' | 'option' | 'variable';
  /** 'token-url', '--token-url', 'GH_TOKEN' */
  name: string;
}

/** What both programs use where nothing else is set. */
export const sharedDefaults = {
  secretName: 'GOTO_REFRESH_TOKEN',
  tokenUrl: 'https://authentication.logmeininc.com/oauth/token',
};

/**
 * The error for an invalid setting.
 *
 * @param problem what is wrong, to follow the name; never the value
 */
export function invalidSetting(
  { kind, name }: Setting,
  problem: string,
  hint: string,
): ActionError {
  return new ActionError('input-invalid', `The ${kind} ${name} ${problem}.`, { hint });
}

/** Whether a text can be a token, as an input takes it: printable ASCII without spaces. */
export function isToken(text: string): boolean {
  return wrappingOf(text) === undefined && /^[\x21-\x7e]+$/.test(text);
}

// Each parser takes a setting and its value, returns the value as the program uses it, and throws
// the error of `invalidSetting` when it is invalid.

/** Text without control characters. */
function parseText(setting: Setting, value: string): string {
  if (!/\p{Cc}/u.test(value)) return value;
  const hint = `Write the value of ${setting.name} on one line, without tabs or line breaks.`;
  throw invalidSetting(setting, 'contains a line break, a tab or another control character', hint);
}

/** The client ID or the client secret: no quotes around it, no expression, no control characters. */
export function parseCredential(setting: Setting, value: string): string {
  throwIfWrapped(setting, value);
  return parseText(setting, value);
}

/** @throws ActionError `input-invalid`, or CommandError, never showing the value */
export function parseToken(setting: Setting, value: string): string {
  throwIfWrapped(setting, value);
  if (isToken(value)) return value;
  const problem = 'contains a space, a line break or another character that no token has';
  throw invalidSetting(setting, problem, saveAgain(setting));
}

/** An expression of GitHub, or a variable of a shell, that nobody expanded. */
const expression = /^(\$\{?\w+\}?|(secrets|vars|env)\.[\w-]+|\$?\{\{.*\}\}|\$\{\{.*)$/s;

/** What a value is in place of the value itself. */
function wrappingOf(value: string): 'expression' | 'a JSON object' | 'in quotes' | undefined {
  if (expression.test(value)) return 'expression';
  if (/^\{.*\}$/s.test(value)) return 'a JSON object';
  return /^["'`].*["'`]$/s.test(value) ? 'in quotes' : undefined;
}

function throwIfWrapped(setting: Setting, value: string): void {
  const wrapping = wrappingOf(value);
  if (wrapping === 'expression') {
    const hint = `Write \${{ secrets.NAME }} in ${setting.name}, with the name of your secret in place of NAME.`;
    throw invalidSetting(setting, 'is an expression that nobody expanded', hint);
  }
  if (wrapping === undefined) return;
  throw invalidSetting(setting, `is ${wrapping}, and must be the value alone`, saveAgain(setting));
}

function saveAgain({ name }: Setting): string {
  return `Save the value of ${name} again: nothing but the value, on one line, without quotes.`;
}

/** An https URL; http only on a loopback host. */
export function parseSecureUrl(setting: Setting, value: string): URL {
  const { name } = setting;
  if (!URL.canParse(value)) {
    throw invalidSetting(setting, 'is not a URL', `Write the whole URL, with https:// in front.`);
  }
  const parsed = new URL(value);
  // The parser drops an @ with nothing before it.
  if (parsed.username !== '' || parsed.password !== '' || /^[^/]*\/\/[^/?#]*@/.test(value)) {
    const hint = `Remove the user name and the password from ${name}.`;
    throw invalidSetting(setting, 'contains a user name or a password', hint);
  }
  if (parsed.protocol !== 'https:' && !(parsed.protocol === 'http:' && isLoopback(parsed))) {
    const hint = `Begin ${name} with https://. Plain http is allowed only for localhost, because the request carries tokens.`;
    throw invalidSetting(setting, 'is not an https URL', hint);
  }
  // The host is printed in commands, and the URL parser lets $(id) pass in it.
  if (!/^([\w.-]+|\[[\da-f:]+\])$/.test(parsed.hostname)) {
    const problem = 'has a host name with a character that no host has';
    throw invalidSetting(setting, problem, `Copy the address in ${name} again.`);
  }
  return parsed;
}

function isLoopback({ hostname }: URL): boolean {
  // The URL parser has normalized every spelling of an IPv4 address (0x7f.1, 2130706433).
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}

/** A URL that paths are appended to, without a slash at the end. */
export function parseBaseUrl(setting: Setting, value: string): string {
  const { href } = parseSecureUrl(setting, value);
  if (!/[?#]/.test(href)) return href.replace(/\/+$/, '');
  const hint = `Remove the ? or # and everything after it from ${setting.name}.`;
  throw invalidSetting(setting, 'contains a query or a fragment', hint);
}

/** The name of a secret as GitHub stores it, in upper case. */
export function parseSecretName(setting: Setting, value: string): string {
  // GitHub's rules, from its documentation of secrets.
  if (/^[a-z_][a-z0-9_]*$/i.test(value) && !/^github_/i.test(value)) return value.toUpperCase();
  const hint =
    'Use letters, digits and underscores only. It must not begin with a digit or with GITHUB_.';
  throw invalidSetting(setting, 'is not a valid name for a secret', hint);
}

/** The name of an environment or of an organization; empty where there is none. */
export function parsePlaceName(setting: Setting, value: string): string {
  parseText(setting, value);
  // In a path, dots would lead to another place.
  if (value !== '.' && value !== '..' && value.length <= maxPlaceNameLength) return value;
  throw invalidSetting(setting, 'is not a name that GitHub allows', 'Copy the name from GitHub.');
}

/** Each name once: to GitHub, owner/name and Owner/Name are the same repository. */
export function distinctRepositories(names: string[]): string[] {
  const lower = names.map((name) => name.toLowerCase());
  return names.filter((_name, index) => lower.indexOf(lower[index] as string) === index);
}

/** @param hint what to do about a value that is not owner/name */
export function parseRepository(
  setting: Setting,
  value: string,
  hint = 'Write owner/name, without https://github.com.',
): { owner: string; repo: string } {
  const [, owner, repo] = /^([\w-]+)\/([\w.-]+)$/.exec(value) ?? [];
  if (owner !== undefined && repo !== undefined && !/^\.{1,2}$/.test(repo)) return { owner, repo };
  throw invalidSetting(setting, 'is not owner/name', hint);
}
