import { parseArgs } from 'node:util';
import { ActionError } from '../errors';
import {
  type SecretAddress,
  type SecretPlace,
  type Visibility,
  visibilities,
} from '../github/places';
import * as settings from '../settings';
import { UsageError } from './command-error';
import { readOrigin } from './git-remote';
import { secretNames } from './secret-names';

/** What the command is to do, checked. */
export type Invocation =
  | { kind: 'help' }
  | { kind: 'version' }
  | { kind: 'check' | 'authorize'; options: Options };

export interface Options {
  /** where the refresh token goes; the OAuth client goes to the same place */
  refreshToken: SecretAddress;
  /** who may read a secret that is new in an organization */
  visibility: Visibility;
  /** the repository that `selected` means */
  sharedWith: { owner: string; repo: string } | undefined;
  port: number;
  scope: string | undefined;
  timeoutSeconds: number;
  opensBrowser: boolean;
  authorizeUrl: URL;
  tokenUrl: URL;
  /** without a slash at the end */
  githubApiUrl: string;
}

export const defaults = {
  authorizeUrl: 'https://authentication.logmeininc.com/oauth/authorize',
  tokenUrl: settings.defaults.tokenUrl,
  githubApiUrl: 'https://api.github.com',
  secretName: settings.defaults.secretName,
  port: 8976,
  timeoutSeconds: 300,
};

const declared = {
  repo: { type: 'string' },
  env: { type: 'string' },
  org: { type: 'string' },
  visibility: { type: 'string' },
  'secret-name': { type: 'string' },
  port: { type: 'string' },
  scope: { type: 'string' },
  timeout: { type: 'string' },
  'no-open': { type: 'boolean' },
  check: { type: 'boolean' },
  'authorize-url': { type: 'string' },
  'token-url': { type: 'string' },
  'github-api-url': { type: 'string' },
  help: { type: 'boolean' },
  version: { type: 'boolean' },
} as const;

/** All options, as they are written. */
export const optionNames = Object.keys(declared).map((name) => `--${name}`);

/**
 * Reads the arguments.
 *
 * @throws UsageError, naming the option and never showing what was given
 */
export async function readInvocation(args: string[]): Promise<Invocation> {
  const { values, positionals } = parse(args);
  if (values.help) return { kind: 'help' };
  if (values.version) return { kind: 'version' };
  const [verb, ...more] = positionals;
  if (verb !== 'authorize' || more.length > 0) {
    throw new UsageError(
      'What this command does is authorize, written once, and no other word.',
      'Write goto-access-token authorize, and then options.',
    );
  }
  try {
    return { kind: values.check ? 'check' : 'authorize', options: await readOptions(values) };
  } catch (error) {
    if (!(error instanceof ActionError)) throw error;
    throw new UsageError(error.message, error.hint);
  }
}

type Values = ReturnType<typeof parse>['values'];

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: declared,
    });
  } catch (error) {
    // The first sentence names the option; the rest is advice for those who pass file names.
    const [problem] = (error as Error).message.split(/\.\s/);
    throw new UsageError(`${problem}.`, 'The options are listed above.');
  }
}

async function readOptions(values: Values): Promise<Options> {
  const place = await readPlace(values);
  const visibility = readVisibility(values);
  return {
    refreshToken: { name: readSecretName(values), place },
    visibility,
    sharedWith: visibility === 'selected' ? await readRepository(values) : undefined,
    port: wholeNumber('--port', values.port ?? String(defaults.port), 65_535),
    scope: readScope(values.scope),
    timeoutSeconds: wholeNumber(
      '--timeout',
      values.timeout ?? String(defaults.timeoutSeconds),
      24 * 3600,
    ),
    opensBrowser: !values['no-open'],
    authorizeUrl: settings.secureUrl(
      '--authorize-url',
      values['authorize-url'] ?? defaults.authorizeUrl,
    ),
    tokenUrl: settings.secureUrl('--token-url', values['token-url'] ?? defaults.tokenUrl),
    githubApiUrl: settings.baseUrl(
      '--github-api-url',
      values['github-api-url'] ?? defaults.githubApiUrl,
    ),
  };
}

async function readPlace(values: Values): Promise<SecretPlace> {
  // Wrong is wrong, even where it would not be used.
  if (values.repo !== undefined) settings.repository('--repo', values.repo);
  const environment = readName('--env', values.env);
  const org = readName('--org', values.org);
  if (org !== undefined && environment !== undefined) {
    const hint =
      'Leave one of the two out: a secret lives in an organization or in an environment.';
    throw settings.invalid('--env', 'is given together with --org', hint);
  }
  if (org !== undefined) return { kind: 'organization', org };
  const repository = await readRepository(values);
  return environment === undefined
    ? { kind: 'repository', ...repository }
    : { kind: 'environment', ...repository, environment_name: environment };
}

function readName(option: string, value: string | undefined): string | undefined {
  if (value === '') throw settings.invalid(option, 'is empty', 'Write a name, or leave it out.');
  return value === undefined ? undefined : settings.placeSegment(option, value);
}

async function readRepository({ repo }: Values): Promise<{ owner: string; repo: string }> {
  const name = repo ?? (await readOrigin());
  if (name !== undefined) return settings.repository('--repo', name);
  throw settings.invalid(
    '--repo',
    'is missing, and the remote origin of this folder names no repository',
    'Write --repo owner/name.',
  );
}

function readVisibility({ visibility, org }: Values): Visibility {
  if (visibility === undefined) return 'private';
  if (org === undefined) {
    const hint = 'Only a secret of an organization has one: add --org, or leave it out.';
    throw settings.invalid('--visibility', 'is given without --org', hint);
  }
  const known = visibilities.find((one) => one === visibility);
  if (known !== undefined) return known;
  throw settings.invalid(
    '--visibility',
    'is not one that GitHub has',
    `Write one of ${visibilities.join(', ')}.`,
  );
}

function readSecretName(values: Values): string {
  const name = settings.secretName('--secret-name', values['secret-name'] ?? defaults.secretName);
  if (!Object.values(secretNames).includes(name)) return name;
  const hint = 'Choose another: this one holds something else.';
  throw settings.invalid('--secret-name', `is ${name}`, hint);
}

function readScope(scope: string | undefined): string | undefined {
  if (scope === undefined) return undefined;
  // RFC 6749 section 3.3: scope-token, separated by spaces.
  if (/^[\x21\x23-\x5b\x5d-\x7e]+( +[\x21\x23-\x5b\x5d-\x7e]+)*$/.test(scope)) return scope;
  const hint =
    'Write scopes as GoTo lists them, with a space between two: --scope "collab: identity:scim.me".';
  throw settings.invalid('--scope', 'is not a list of scopes', hint);
}

function wholeNumber(option: string, value: string, most: number): number {
  const number = /^\d{1,9}$/.test(value) ? Number(value) : 0;
  if (number >= 1 && number <= most) return number;
  throw settings.invalid(option, `is not a whole number from 1 to ${most}`, `Correct ${option}.`);
}
