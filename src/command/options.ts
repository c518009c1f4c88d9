import { parseArgs } from 'node:util';
import { version } from '../../package.json';
import { ActionError, UsageError } from '../errors';
import {
  repositoryPlaces,
  type SecretPlace,
  type Visibility,
  visibilities,
} from '../github/places';
import { readScope } from '../goto/response-fields';
import { maxPersonTimeoutSeconds, personTimeoutSeconds } from '../limits';
import {
  distinctRepositories,
  invalidSetting,
  parseBaseUrl,
  parsePlaceName,
  parseRepository,
  parseSecretName,
  parseSecureUrl,
  type Setting,
  sharedDefaults,
} from '../settings';

/** The repository (`owner/name`) that the current folder belongs to, if it belongs to one. */
type ReadRemote = () => Promise<string | undefined>;

/** The secrets besides the refresh token, as the workflows read them. */
const otherSecretNames = {
  clientId: 'GOTO_CLIENT_ID',
  clientSecret: 'GOTO_CLIENT_SECRET',
  writerToken: 'SECRETS_WRITER_TOKEN',
};

/** What the arguments of a sign-in or a check say, checked. */
export type Options = Awaited<ReturnType<typeof readOptions>>;

/** The source of a repository that no option names. */
export const fromRemote = 'git remote origin';

const declared = {
  repo: { type: 'string', multiple: true },
  env: { type: 'string' },
  org: { type: 'string' },
  visibility: { type: 'string' },
  'secret-name': { type: 'string', default: sharedDefaults.secretName },
  port: { type: 'string', default: '8976' },
  scope: { type: 'string' },
  timeout: { type: 'string', default: String(personTimeoutSeconds) },
  'no-open': { type: 'boolean' },
  write: { type: 'boolean' },
  yes: { type: 'boolean' },
  check: { type: 'boolean' },
  'authorize-url': {
    type: 'string',
    default: 'https://authentication.logmeininc.com/oauth/authorize',
  },
  'token-url': { type: 'string', default: sharedDefaults.tokenUrl },
  'github-api-url': { type: 'string', default: 'https://api.github.com' },
  help: { type: 'boolean' },
  version: { type: 'boolean' },
} as const;

/** As they are written on the command line. */
export const optionNames = Object.keys(declared).map((name) => `--${name}`);

export const usage = `Usage: goto-access-token authorize [options]

Signs you in to GoTo in the browser, and stores the refresh token and the OAuth
client as GitHub secrets, where the action goto-access-token uses them. Prints
the workflow that keeps the refresh token alive.

Where the secrets go
  --repo OWNER/NAME    the repository (default: the git remote origin of this
                       folder); several times for the same sign-in in several
                       repositories
  --env NAME           an environment of each of these repositories; one that is
                       missing is made, if you answer yes
  --yes                make a missing environment without a question
  --org NAME           an organization instead of repositories
  --visibility WHO     which repositories may read a new organization secret:
                       all, private (the default) or selected, which is only
                       those of --repo
  --secret-name NAME   the secret for the refresh token
                       (default: ${declared['secret-name'].default})

The sign-in
  --port PORT          the local port of the redirect URI (default: ${declared.port.default})
  --scope SCOPES       scopes to request, separated by spaces (default: all that
                       the OAuth client allows)
  --timeout SECONDS    how long to wait for you (default: ${declared.timeout.default})
  --no-open            print the address and do not open a browser

The workflow
  --write              write it into .github/workflows/ of this folder's git
                       repository, or of this folder if it is in none; without
                       --write, the workflow is all that goes to stdout

Instead of a sign-in
  --check              check the GitHub token and the stored secrets
  --help               print this
  --version            print the version

Addresses
  --authorize-url URL
    (default: ${declared['authorize-url'].default})
  --token-url URL
    (default: ${declared['token-url'].default})
  --github-api-url URL
    (default: ${declared['github-api-url'].default})

Secrets are never options. The client ID and the client secret come from
GOTO_CLIENT_ID and GOTO_CLIENT_SECRET, or are asked for. The GitHub token comes
from GH_TOKEN or GITHUB_TOKEN, for a GitHub Enterprise Server from
GH_ENTERPRISE_TOKEN or GITHUB_ENTERPRISE_TOKEN, or from gh if you are signed in
there.`;

/**
 * Reads the arguments: a text to print, or what to do.
 *
 * @throws UsageError, naming the option and never showing its value
 */
export async function readInvocation(args: string[], readRemote: ReadRemote) {
  const { values, positionals } = parse(args);
  if (values.help) return usage;
  if (values.version) return version;
  const [command, ...more] = positionals;
  if (command !== 'authorize' || more.length > 0) {
    throw new UsageError(
      'Unknown command. The only one is authorize.',
      'Write goto-access-token authorize, followed by options.',
    );
  }
  try {
    return { isCheck: values.check, options: await readOptions(values, readRemote) };
  } catch (error) {
    if (!(error instanceof ActionError)) throw error;
    throw new UsageError(error.message, error.hint);
  }
}

type Values = ReturnType<typeof parse>['values'];

function parse(args: string[]) {
  try {
    return parseArgs({ args, allowPositionals: true, options: declared });
  } catch (error) {
    // The first sentence names the option; the rest is advice for programs that take file names.
    const [problem] = (error as Error).message.split(/\.\s/);
    throw new UsageError(`${problem}.`, '');
  }
}

async function readOptions(values: Values, readRemote: ReadRemote) {
  const places = await readPlaces(values, readRemote);
  const visibility = readVisibility(values);
  if (values.write && values.check) {
    const hint = 'Remove one of the two: --check only looks, and writes nothing.';
    throw invalidSetting(option('--write'), 'is given together with --check', hint);
  }
  return {
    /** the four secrets, the refresh token first */
    secretNames: { refreshToken: readSecretName(values), ...otherSecretNames },
    /** where the secrets go, all of them to each; several only for repositories */
    places,
    /** where the name of the repository came from */
    repositorySource: values.repo === undefined ? fromRemote : 'option --repo',
    /** which repositories may read a new organization secret */
    sharing: {
      visibility,
      /** the repositories that `selected` stands for; else empty */
      selected: visibility === 'selected' ? await readRepositories(values, readRemote) : [],
    },
    port: readWholeNumber('--port', values.port, 65_535),
    scope: parseScope(values.scope),
    timeoutSeconds: readWholeNumber('--timeout', values.timeout, maxPersonTimeoutSeconds),
    opensBrowser: !values['no-open'],
    /** whether the workflow goes into a file, and not to stdout */
    writesWorkflow: values.write ?? false,
    /** whether to make what is missing without a question */
    yes: values.yes ?? false,
    authorizeUrl: parseSecureUrl(option('--authorize-url'), values['authorize-url']),
    tokenUrl: parseSecureUrl(option('--token-url'), values['token-url']),
    /** without a slash at the end */
    githubApiUrl: parseBaseUrl(option('--github-api-url'), values['github-api-url']),
  };
}

function option(name: string): Setting {
  return { kind: 'option', name };
}

async function readPlaces(values: Values, readRemote: ReadRemote): Promise<SecretPlace[]> {
  // Validate --repo even when it is unused.
  for (const name of values.repo ?? []) parseRepository(option('--repo'), name);
  const environment = readName('--env', values.env);
  const org = readName('--org', values.org);
  if (org !== undefined && environment !== undefined) {
    const hint = 'Remove one of the two: a secret lives in an organization or in an environment.';
    throw invalidSetting(option('--env'), 'is given together with --org', hint);
  }
  if (org !== undefined) return [{ kind: 'organization', org }];
  return repositoryPlaces(await readRepositories(values, readRemote), environment);
}

function readName(name: string, value: string | undefined): string | undefined {
  if (value === '') throw invalidSetting(option(name), 'is empty', 'Write a name, or remove it.');
  return value === undefined ? undefined : parsePlaceName(option(name), value);
}

async function readRepositories({ repo }: Values, readRemote: ReadRemote) {
  const names = repo ?? [await readRemote()].filter((name) => name !== undefined);
  if (names.length === 0) {
    throw invalidSetting(
      option('--repo'),
      'is missing, and this folder has no git remote origin that names a repository',
      'Write --repo owner/name.',
    );
  }
  return distinctRepositories(names).map((name) => parseRepository(option('--repo'), name));
}

function readVisibility({ visibility, org }: Values): Visibility {
  if (visibility === undefined) return 'private';
  if (org === undefined) {
    const hint = 'Add --org, or remove --visibility: only an organization secret has one.';
    throw invalidSetting(option('--visibility'), 'is given without --org', hint);
  }
  const known = visibilities.find((one) => one === visibility);
  if (known !== undefined) return known;
  const hint = `Write one of ${visibilities.join(', ')}.`;
  throw invalidSetting(option('--visibility'), 'is not a visibility that GitHub knows', hint);
}

function readSecretName(values: Values): string {
  const setting = option('--secret-name');
  const name = parseSecretName(setting, values['secret-name']);
  if (!Object.values(otherSecretNames).includes(name)) return name;
  throw invalidSetting(setting, `is ${name}, which is used for something else`, 'Choose another.');
}

function parseScope(scope: string | undefined): string | undefined {
  if (scope === undefined) return undefined;
  const valid = readScope(scope);
  if (valid !== undefined) return valid;
  const example = '--scope "collab: identity:scim.me"';
  const hint = `Write scopes as GoTo lists them, separated by spaces: ${example}.`;
  throw invalidSetting(option('--scope'), 'is not a list of scopes', hint);
}

function readWholeNumber(name: string, value: string, most: number): number {
  const number = /^\d{1,9}$/.test(value) ? Number(value) : 0;
  if (number >= 1 && number <= most) return number;
  const problem = `is not a whole number from 1 to ${most}`;
  throw invalidSetting(option(name), problem, `Set ${name} to such a number.`);
}
