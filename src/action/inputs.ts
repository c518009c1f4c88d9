import * as core from '@actions/core';
import type { ActionError } from '../errors';
import { repositoryPlaces, type SecretPlace } from '../github/places';
import { basicCredential, type ClientCredentials, type Grant } from '../goto/grant';
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
export interface Inputs {
  client: ClientCredentials;
  grant: Exclude<Grant, { grant_type: 'authorization_code' }>;
  tokenUrl: URL;
  /** undefined with a personal access token, which GoTo never replaces */
  secret: SecretInputs | undefined;
  lookupOrganizer: boolean;
  /** 1 for a run, more for a re-run */
  attempt: number;
  /** without a slash at the end */
  gotoApiUrl: string;
}

/** Which secret holds the refresh token, and how to reach it. */
export interface SecretInputs {
  name: string;
  /** where the secret lives; several only for repositories */
  places: SecretPlace[];
  githubToken: string;
  /** without a slash at the end */
  githubApiUrl: string;
}

const otherSecrets = ['client-secret', 'refresh-token', 'personal-access-token'];
const defaultGotoApiUrl = 'https://api.getgo.com';

/**
 * Reads every input once, masks the secret ones before anything is checked, and checks them all.
 *
 * @throws ActionError `input-invalid`, naming the input and never showing its value
 */
export function readInputs(redactor: Redactor): Inputs {
  for (const password of proxyPasswords()) redactor.mask(password);
  const client = {
    clientId: core.getInput('client-id'),
    clientSecret: takeSecret('client-secret', redactor),
  };
  const refreshToken = takeSecret('refresh-token', redactor);
  const personalAccessToken = takeSecret('personal-access-token', redactor);
  const githubToken = takeSecret('github-token', redactor);
  if (client.clientSecret !== '') redactor.mask(basicCredential(client));

  const secrets = [client.clientSecret, refreshToken, personalAccessToken, githubToken];
  if (secrets.every((value) => value === '')) throw noSecrets();
  requireValue('client-id', client.clientId);
  requireValue('client-secret', client.clientSecret);
  parseCredential(input('client-id'), client.clientId);
  parseCredential(input('client-secret'), client.clientSecret);
  const grant = toGrant(refreshToken, personalAccessToken);
  return {
    client,
    grant,
    tokenUrl: parseSecureUrl(
      input('token-url'),
      core.getInput('token-url') || sharedDefaults.tokenUrl,
    ),
    secret: grant.grant_type === 'refresh_token' ? readSecret(githubToken, secrets) : undefined,
    lookupOrganizer: readBoolean('lookup-organizer'),
    attempt: Number(process.env.GITHUB_RUN_ATTEMPT) || 1,
    gotoApiUrl: parseBaseUrl(
      input('goto-api-url'),
      core.getInput('goto-api-url') || defaultGotoApiUrl,
    ),
  };
}

/** @throws ActionError `input-invalid` unless exactly one of the two is set */
function toGrant(refreshToken: string, personalAccessToken: string): Inputs['grant'] {
  if (personalAccessToken === '') {
    requireValue('refresh-token', refreshToken, ', and so is personal-access-token');
    parseToken(input('refresh-token'), refreshToken);
    return { grant_type: 'refresh_token', refresh_token: refreshToken };
  }
  if (refreshToken !== '') {
    const problem = 'is set together with personal-access-token';
    throw invalidSetting(input('refresh-token'), problem, 'Remove one of the two.');
  }
  parseToken(input('personal-access-token'), personalAccessToken);
  return { grant_type: 'personal_access_token', pat: personalAccessToken };
}

function readSecret(githubToken: string, secrets: string[]): SecretInputs {
  requireValue('github-token', githubToken);
  const name = core.getInput('secret-name') || sharedDefaults.secretName;
  if (secrets.some((secret) => secret.toLowerCase() === name.toLowerCase())) {
    const hint = `Write the name of the secret in secret-name, without \${{ }}: ${sharedDefaults.secretName}.`;
    throw invalidSetting(input('secret-name'), 'is the value of a secret', hint);
  }
  return {
    name: parseSecretName(input('secret-name'), name),
    places: readPlaces(),
    githubToken: parseToken(input('github-token'), githubToken),
    githubApiUrl: parseGitHubApiUrl(
      core.getInput('github-api-url') || process.env.GITHUB_API_URL || '',
    ),
  };
}

/**
 * Checks `github-token` in the post step.
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
  for (const password of proxyPasswords()) redactor.mask(password);
  for (const name of otherSecrets) takeSecret(name, redactor);
  return takeSecret('github-token', redactor);
}

/** Masks a secret input, and removes it from the environment, which crash reports copy. */
function takeSecret(name: string, redactor: Redactor): string {
  const value = redactor.mask(core.getInput(name));
  delete process.env[`INPUT_${name.toUpperCase()}`];
  return value;
}

/** @throws ActionError `input-invalid` */
export function parseGitHubApiUrl(value: string): string {
  return parseBaseUrl(input('github-api-url'), value);
}

function input(name: string): Setting {
  return { kind: 'input', name };
}

function requireValue(name: string, value: string, andWhatElse = ''): void {
  if (value !== '') return;
  const hint = `Check the name of the secret in ${name}, since a misspelt one gives an empty value. If it is a secret of an environment, add the environment to the job. ${emptySecrets}`;
  throw invalidSetting(input(name), `is empty${andWhatElse}`, hint);
}

/** Where no secret has a value, no name is misspelt. */
function noSecrets(): ActionError {
  const environment = parsePlaceName(input('environment'), core.getInput('environment'));
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
  const environment = parsePlaceName(input('environment'), core.getInput('environment'));
  const org = parsePlaceName(input('organization'), core.getInput('organization'));
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
