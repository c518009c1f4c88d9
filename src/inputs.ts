import * as core from '@actions/core';
import { ActionError } from './errors';
import { basicCredential, type Credentials } from './goto';
import type { SecretPlace } from './secret-place';
import type { Secrets } from './secrets';

/** Everything the workflow says, checked. */
export interface Inputs {
  credentials: Credentials;
  tokenUrl: URL;
  githubToken: string;
  /** without a slash at the end */
  githubApiUrl: string;
  secretName: string;
  /** where the secret lives; more than one only for repositories */
  places: SecretPlace[];
  lookupOrganizer: boolean;
  /** without a slash at the end */
  gotoApiUrl: string;
}

const defaults = {
  secretName: 'GOTO_REFRESH_TOKEN',
  tokenUrl: 'https://authentication.logmeininc.com/oauth/token',
  gotoApiUrl: 'https://api.getgo.com',
};

/**
 * Reads every input once, masks what is secret before anything is checked, and checks the rest.
 *
 * @throws ActionError `input-invalid`, naming the input and never showing its value
 */
export function readInputs(secrets: Secrets): Inputs {
  const credentials = {
    clientId: core.getInput('client-id'),
    clientSecret: secrets.mask(core.getInput('client-secret')),
    refreshToken: secrets.mask(core.getInput('refresh-token')),
  };
  const githubToken = secrets.mask(core.getInput('github-token'));
  if (credentials.clientSecret !== '') secrets.mask(basicCredential(credentials));

  required('client-id', credentials.clientId);
  required('client-secret', credentials.clientSecret);
  required('refresh-token', credentials.refreshToken);
  required('github-token', githubToken);
  withoutControlCharacters('client-id', credentials.clientId);
  withoutControlCharacters('client-secret', credentials.clientSecret);
  tokenCharacters('refresh-token', credentials.refreshToken);
  tokenCharacters('github-token', githubToken);

  return {
    credentials,
    tokenUrl: url('token-url', core.getInput('token-url') || defaults.tokenUrl),
    githubToken,
    githubApiUrl: baseUrl(
      'github-api-url',
      core.getInput('github-api-url') || process.env.GITHUB_API_URL || '',
    ),
    secretName: secretName(core.getInput('secret-name') || defaults.secretName),
    places: places(),
    lookupOrganizer: boolean('lookup-organizer'),
    gotoApiUrl: baseUrl('goto-api-url', core.getInput('goto-api-url') || defaults.gotoApiUrl),
  };
}

function invalid(name: string, problem: string, hint: string): ActionError {
  return new ActionError('input-invalid', `The input ${name} ${problem}.`, { hint });
}

function required(name: string, value: string): void {
  if (value !== '') return;
  throw invalid(
    name,
    'is empty',
    `Set ${name} from a secret. If it is set: secrets are empty in runs from forks and for ` +
      'Dependabot, in a job that does not name the environment they live in, and when their name ' +
      'is misspelt.',
  );
}

function withoutControlCharacters(name: string, value: string): string {
  if (!/\p{Cc}/u.test(value)) return value;
  const hint = `Write the value of ${name} on one line, without tabs or line breaks.`;
  throw invalid(name, 'holds a control character, such as a line break', hint);
}

function tokenCharacters(name: string, value: string): void {
  if (/^[\x21-\x7e]+$/.test(value)) return;
  const hint = `Save the secret behind ${name} again: the token alone, on one line, without quotes.`;
  throw invalid(name, 'holds a space, a line break or another character no token has', hint);
}

function boolean(name: string): boolean {
  const value = core.getInput(name);
  // The spellings of YAML 1.2, as the toolkit's getBooleanInput takes them; empty is the default.
  if (/^(true|True|TRUE)$/.test(value)) return true;
  if (/^(false|False|FALSE|)$/.test(value)) return false;
  throw invalid(name, 'is neither true nor false', `Write ${name}: true or ${name}: false.`);
}

function url(name: string, value: string): URL {
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
function baseUrl(name: string, value: string): string {
  const parsed = url(name, value);
  if (parsed.search === '' && parsed.hash === '') return parsed.href.replace(/\/+$/, '');
  throw invalid(name, 'holds a query or a fragment', `End ${name} before the ? or #.`);
}

function secretName(value: string): string {
  // GitHub's rules, from its "Secrets" documentation; names are stored in upper case.
  if (/^[a-z_][a-z0-9_]*$/i.test(value) && !/^github_/i.test(value)) return value.toUpperCase();
  throw invalid(
    'secret-name',
    'is not a name a secret can have',
    'Use letters, digits and underscores, no digit first, and not GITHUB_ at the beginning.',
  );
}

function places(): SecretPlace[] {
  const environment = withoutControlCharacters('environment', core.getInput('environment'));
  const org = withoutControlCharacters('organization', core.getInput('organization'));
  for (const [name, value] of Object.entries({ environment, organization: org })) {
    // As a segment of a path the dots would lead to another place; GitHub allows 255 characters.
    if (value === '.' || value === '..' || value.length > 255) {
      throw invalid(
        name,
        'is not a name GitHub allows',
        `Write the name of the ${name} as GitHub shows it.`,
      );
    }
  }
  if (org !== '' && environment !== '') {
    const hint = 'Remove one of the two: a secret lives in an organization or in an environment.';
    throw invalid('environment', 'is set together with organization', hint);
  }
  if (org !== '') return [{ kind: 'organization', org }];
  return repositories().map(({ owner, repo }) =>
    environment === ''
      ? { kind: 'repository', owner, repo }
      : { kind: 'environment', owner, repo, environment_name: environment },
  );
}

function repositories(): { owner: string; repo: string }[] {
  const text = core.getInput('repository') || process.env.GITHUB_REPOSITORY || '';
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  // GitHub does not tell owner/name from Owner/Name.
  const key = (line: string) => line.toLowerCase();
  const distinct = lines.filter(
    (line, index) => line !== '' && lines.findIndex((other) => key(other) === key(line)) === index,
  );
  if (distinct.length === 0) throw invalid('repository', 'is empty', 'Write it as owner/name.');
  return distinct.map((line) => {
    const [, owner, repo] = /^([\w-]+)\/([\w.-]+)$/.exec(line) ?? [];
    if (owner !== undefined && repo !== undefined && !/^\.{1,2}$/.test(repo))
      return { owner, repo };
    const hint = 'Write owner/name, without https://github.com; several go on a line each.';
    throw invalid('repository', 'holds a line that is not owner/name', hint);
  });
}
