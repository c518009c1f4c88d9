import * as core from '@actions/core';
import type { ActionError } from '../errors';
import { repositoryPlaces, type SecretPlace } from '../github/places';
import { basicCredential } from '../goto/grant';
import { proxyPasswords } from '../http/proxy';
import { noTokenInPost } from '../messages/describe';
import type { Redactor } from '../redactor';
import {
  distinctRepositories,
  invalidSetting,
  isToken,
  parseBaseUrl,
  parseCredential,
  parsePlaceName,
  parseRepository,
  parseSecretName,
  parseSecureUrl,
  parseToken,
  type Setting,
  sharedDefaults,
} from '../settings';

/** Everything that the workflow sets, checked. */
export type Inputs = ReturnType<typeof readInputs>;

/**
 * Reads every input once, masks the secret ones before anything is checked, and checks them all.
 *
 * @throws ActionError `input-invalid`, naming the input and never showing its value
 */
export function readInputs(redactor: Redactor) {
  const secrets = takeSecrets(redactor);
  const { clientSecret, refreshToken, personalAccessToken } = secrets;
  const client = { clientId: core.getInput('client-id'), clientSecret };
  if (clientSecret !== '') redactor.mask(basicCredential(client));

  if (Object.values(secrets).every((value) => value === '')) throw noSecrets();
  requireValue('client-id', client.clientId);
  requireValue('client-secret', clientSecret);
  parseCredential(input('client-id'), client.clientId);
  parseCredential(input('client-secret'), clientSecret);
  const grant = toGrant(refreshToken, personalAccessToken);
  return {
    client,
    grant,
    tokenUrl: read('token-url', parseSecureUrl, sharedDefaults.tokenUrl),
    // A personal access token is never replaced.
    secret: grant.grant_type === 'refresh_token' ? readSecret(secrets) : undefined,
    lookupOrganizer: readBoolean('lookup-organizer'),
    /** 1 for a run, more for a re-run */
    attempt: Number(process.env.GITHUB_RUN_ATTEMPT) || 1,
    gotoApiUrl: read('goto-api-url', parseBaseUrl, 'https://api.getgo.com'),
  };
}

/** @throws ActionError `input-invalid` unless exactly one of the two is set */
function toGrant(refreshToken: string, personalAccessToken: string) {
  if (personalAccessToken === '') {
    requireValue('refresh-token', refreshToken, ', and so is personal-access-token');
    parseToken(input('refresh-token'), refreshToken);
    return { grant_type: 'refresh_token', refresh_token: refreshToken } as const;
  }
  if (refreshToken !== '') {
    const problem = 'is set together with personal-access-token';
    throw invalidSetting(input('refresh-token'), problem, 'Remove one of the two.');
  }
  parseToken(input('personal-access-token'), personalAccessToken);
  return { grant_type: 'personal_access_token', pat: personalAccessToken } as const;
}

function readSecret(secrets: ReturnType<typeof takeSecrets>) {
  const { githubToken } = secrets;
  requireValue('github-token', githubToken);
  const name = core.getInput('secret-name') || sharedDefaults.secretName;
  if (Object.values(secrets).some((secret) => secret.toLowerCase() === name.toLowerCase())) {
    const hint = `Write the name of the secret in secret-name, without \${{ }}: ${sharedDefaults.secretName}.`;
    throw invalidSetting(input('secret-name'), 'is the value of a secret', hint);
  }
  return {
    name: parseSecretName(input('secret-name'), name),
    places: readPlaces(),
    githubToken: parseToken(input('github-token'), githubToken),
    githubApiUrl: read('github-api-url', parseBaseUrl, process.env.GITHUB_API_URL),
  };
}

/**
 * Returns `github-token` if it can be one.
 *
 * @throws ActionError `input-invalid`: in a composite action it may be the outer action's input
 */
export function readTokenInPost(githubToken: string): string {
  if (githubToken === '') throw noTokenInPost('is empty');
  if (!isToken(githubToken)) throw noTokenInPost('is not a token');
  return githubToken;
}

/** Masks every secret for the post step, and returns `github-token`, whatever it is. */
export function takeSecretsInPost(redactor: Redactor): string {
  return takeSecrets(redactor).githubToken;
}

/** Masks every secret, and removes the inputs from the environment, which crash reports copy. */
function takeSecrets(redactor: Redactor) {
  const take = (name: string) => {
    const value = redactor.mask(core.getInput(name));
    delete process.env[`INPUT_${name.toUpperCase()}`];
    return value;
  };
  for (const password of proxyPasswords()) redactor.mask(password);
  return {
    clientSecret: take('client-secret'),
    refreshToken: take('refresh-token'),
    personalAccessToken: take('personal-access-token'),
    githubToken: take('github-token'),
  };
}

/** @throws ActionError `input-invalid` */
export function parseGitHubApiUrl(value: string): string {
  return parseBaseUrl(input('github-api-url'), value);
}

function input(name: string): Setting {
  return { kind: 'input', name };
}

function read<T>(name: string, parse: (setting: Setting, value: string) => T, byDefault = ''): T {
  return parse(input(name), core.getInput(name) || byDefault);
}

function requireValue(name: string, value: string, andWhatElse = ''): void {
  if (value !== '') return;
  const hint = `Check the name of the secret in ${name}, since a misspelt one gives an empty value. If it is a secret of an environment, add the environment to the job. ${emptySecrets}`;
  throw invalidSetting(input(name), `is empty${andWhatElse}`, hint);
}

/** Where no secret has a value, no name is misspelt. */
function noSecrets(): ActionError {
  const environment = read('environment', parsePlaceName);
  const firstStep = core.getInput('organization')
    ? 'Let the organization share its secrets with this repository.'
    : `Add "environment: ${environment || 'goto'}" to the job, not only to "with:".`;
  const hint = `${firstStep} If nothing is saved yet, begin with README, "Set up". ${emptySecrets}`;
  const problem = 'is empty, and so are all other secrets';
  return invalidSetting(input('client-secret'), problem, hint);
}

const emptySecrets =
  'Secrets are also empty in runs from forks and for Dependabot, and in a reusable workflow that is called without secrets: inherit.';

function readBoolean(name: string): boolean {
  const value = core.getInput(name);
  // The spellings of YAML 1.2, like the toolkit's getBooleanInput; empty is the default.
  if (/^(true|True|TRUE)$/.test(value)) return true;
  if (/^(false|False|FALSE|)$/.test(value)) return false;
  const hint = `Write ${name}: true or ${name}: false.`;
  throw invalidSetting(input(name), 'is neither true nor false', hint);
}

function readPlaces(): SecretPlace[] {
  const environment = read('environment', parsePlaceName);
  const org = read('organization', parsePlaceName);
  if (org !== '' && environment !== '') {
    const hint = 'Remove one of the two: a secret lives in an organization or in an environment.';
    throw invalidSetting(input('environment'), 'is set together with organization', hint);
  }
  if (org !== '') return [{ kind: 'organization', org }];
  return repositoryPlaces(readRepositories(), environment || undefined);
}

function readRepositories(): { owner: string; repo: string }[] {
  const text = core.getInput('repository') || process.env.GITHUB_REPOSITORY || '';
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const names = distinctRepositories(lines.filter((line) => line !== ''));
  const setting = input('repository');
  if (names.length === 0) throw invalidSetting(setting, 'is empty', 'Write it as owner/name.');
  const hint = 'Write owner/name, without https://github.com, and one repository per line.';
  return names.map((name) => parseRepository(setting, name, hint));
}
