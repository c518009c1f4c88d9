import * as core from '@actions/core';
import type { SecretPlace } from '../github/places';
import { basicCredential, type ClientCredentials } from '../goto/token-request';
import type { Secrets } from '../redactor';
import {
  baseUrl,
  defaults,
  invalid,
  placeSegment,
  repository,
  secretName,
  secureUrl,
  tokenCharacters,
  withoutControlCharacters,
} from '../settings';

/** Everything the workflow says, checked. */
export interface Inputs {
  client: ClientCredentials;
  refreshToken: string;
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

const gotoApiUrl = 'https://api.getgo.com';

/**
 * Reads every input once, masks what is secret before anything is checked, and checks the rest.
 *
 * @throws ActionError `input-invalid`, naming the input and never showing its value
 */
export function readInputs(secrets: Secrets): Inputs {
  const client = {
    clientId: core.getInput('client-id'),
    clientSecret: secrets.mask(core.getInput('client-secret')),
  };
  const refreshToken = secrets.mask(core.getInput('refresh-token'));
  const githubToken = secrets.mask(core.getInput('github-token'));
  if (client.clientSecret !== '') secrets.mask(basicCredential(client));

  required('client-id', client.clientId);
  required('client-secret', client.clientSecret);
  required('refresh-token', refreshToken);
  required('github-token', githubToken);
  withoutControlCharacters('client-id', client.clientId);
  withoutControlCharacters('client-secret', client.clientSecret);
  tokenCharacters('refresh-token', refreshToken);
  tokenCharacters('github-token', githubToken);

  return {
    client,
    refreshToken,
    tokenUrl: secureUrl('token-url', core.getInput('token-url') || defaults.tokenUrl),
    githubToken,
    githubApiUrl: baseUrl(
      'github-api-url',
      core.getInput('github-api-url') || process.env.GITHUB_API_URL || '',
    ),
    secretName: secretName('secret-name', core.getInput('secret-name') || defaults.secretName),
    places: places(),
    lookupOrganizer: boolean('lookup-organizer'),
    gotoApiUrl: baseUrl('goto-api-url', core.getInput('goto-api-url') || gotoApiUrl),
  };
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

function boolean(name: string): boolean {
  const value = core.getInput(name);
  // The spellings of YAML 1.2, as the toolkit's getBooleanInput takes them; empty is the default.
  if (/^(true|True|TRUE)$/.test(value)) return true;
  if (/^(false|False|FALSE|)$/.test(value)) return false;
  throw invalid(name, 'is neither true nor false', `Write ${name}: true or ${name}: false.`);
}

function places(): SecretPlace[] {
  const environment = placeSegment('environment', core.getInput('environment'));
  const org = placeSegment('organization', core.getInput('organization'));
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
  const hint = 'Write owner/name, without https://github.com; several go on a line each.';
  return distinct.map((line) => repository('repository', line, hint));
}
