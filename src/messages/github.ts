import { isoSeconds } from '../dates';
import { ActionError } from '../errors';
import { placeKinds, placeName, type SecretPlace } from '../github/places';
import { hostnameOption, type Recovery } from '../github/recovery';
import {
  describePart,
  type GitHubRefusal,
  isForgejo,
  type Policy,
  type RefusalFacts,
} from '../github/refusals';
import type { FailedWrite } from '../github/store';
import { authorizeAgain, fromGh, type Names, type ValueSources } from './names';
import { adviceFor, describeFacts } from './network';

/** The error of a read that GitHub refused. */
export function describeRefusal({ facts }: GitHubRefusal, names: Names): ActionError {
  const { kind, part } = facts;
  if (part === 'repository') return repositoryMissing(facts, names);
  if (part === 'write access') return readOnly(facts, names);
  if (kind === 'not-found' && part === 'public key') return permissionMissing(facts, names);
  if (kind === 'not-found' && part === 'metadata') return secretNotFound(facts);
  return (errorsByKind[kind] ?? unavailable)(facts, names);
}

const errorsByKind: Partial<Record<RefusalFacts['kind'], typeof unavailable>> = {
  'token-rejected': tokenRejected,
  moved,
  forbidden: permissionMissing,
  'unexpected-field': unusable,
  'unusable-key': unusable,
  'incomplete-list': incompleteList,
};

function tokenRejected(facts: RefusalFacts, names: Names): ActionError {
  const message = `GitHub does not accept ${names.githubToken} (status 401).${facts.quotation}`;
  return new ActionError('github-token-rejected', message, { hint: newToken(facts, names) });
}

function newToken({ isAppToken }: RefusalFacts, { sources }: Names): string {
  if (sources === undefined && isAppToken) {
    return 'Create the App token in the step before this one, as late in the job as you can: it is valid for an hour, and this one has expired or was revoked.';
  }
  if (sources === undefined) {
    return 'Create a new token and save it where github-token comes from: this one has expired, was revoked, or was not copied completely.';
  }
  return sources.token === fromGh
    ? `Run ${ghAuth('login', sources)} and sign in again: this token has expired or was revoked.`
    : `Set ${sources.token} to another token: this one has expired, was revoked, or was not copied completely. Or remove ${sources.token} from the environment, and only then run ${ghAuth('login', sources)}.`;
}

function moved({ status, secret: { place } }: RefusalFacts, names: Names): ActionError {
  const setting = place.kind === 'organization' ? names.organization : names.repository;
  const message = `The ${setting} names a place that was renamed or moved: GitHub redirects from ${placeName(place)} (status ${status}).`;
  return new ActionError('input-invalid', message, {
    hint: `Write its new name in the ${setting}.`,
  });
}

function permissionMissing(facts: RefusalFacts, names: Names): ActionError {
  const { githubToken, sources } = names;
  const { place } = facts.secret;
  const where = placeName(place);
  const problem =
    facts.kind === 'not-found'
      ? `GitHub shows no secrets at ${where} to ${githubToken} (status 404): the place is not visible to this token, does not exist, or is misspelt`
      : `GitHub does not let ${githubToken} manage the secrets of ${where} (status 403)`;
  const advice = sources ? adviceToPerson(facts, sources) : adviceToWorkflow(facts);
  const rest = sources ? '' : ` Apart from that, ${githubToken} must be ${suitableToken(place)}.`;
  const hint = facts.policy ? `${adviceForPolicy(facts.policy, place, names)}${rest}` : advice;
  return new ActionError('github-permission-missing', `${problem}.${facts.quotation}`, { hint });
}

/** The token may read the secrets of a place, but a write was refused. */
function readOnly(facts: RefusalFacts, names: Names): ActionError {
  const { secret, policy, quotation } = facts;
  const { place } = secret;
  const { permission, classicScope } = placeKinds[place.kind];
  const archived =
    place.kind === 'organization' ? '' : ' An archived repository takes no writes: unarchive it.';
  const message = `GitHub lets ${names.githubToken} read the secrets of ${placeName(place)}, but not write them (status 403).${quotation}`;
  const hint = policy
    ? adviceForPolicy(policy, place, names)
    : `Set the ${permission} of ${names.githubToken} to "Read and write" in the settings of the personal access token or GitHub App (classic: scope ${classicScope}): "Read-only" is not enough.${archived}`;
  return new ActionError('github-permission-missing', message, { hint });
}

function suitableToken(place: SecretPlace): string {
  return `a personal access token or GitHub App token for ${placeName(place)} with the ${placeKinds[place.kind].permission}: read and write`;
}

function adviceToWorkflow(facts: RefusalFacts): string {
  const { kind, isAppToken, quotation } = facts;
  const { place } = facts.secret;
  const isMissing = kind === 'not-found';
  const mayBeInEnvironment = place.kind === 'repository';
  const { permission, classicScope } = placeKinds[place.kind];
  const advice = [
    (isAppToken || quotation.includes('by integration')) &&
      `If github-token is the workflow's own GITHUB_TOKEN, replace it: GITHUB_TOKEN can never manage secrets.`,
    mayBeInEnvironment &&
      'If the secret is in an environment, set the input environment and keep the token.',
    isMissing &&
      place.kind === 'environment' &&
      'Check the spelling of the environment. On a free plan, a private repository has none.',
    `${mayBeInEnvironment ? 'Otherwise, set' : 'Set'} github-token to a personal access token or GitHub App token with the ${permission}: read and write (classic: scope ${classicScope}).`,
  ];
  return advice.filter(Boolean).join(' ');
}

function adviceToPerson({ kind, secret: { place } }: RefusalFacts, sources: ValueSources): string {
  const { token } = sources;
  const isOrganization = place.kind === 'organization';
  const owner = isOrganization ? place.org : `${place.owner}/${place.repo}`;
  const scope = isOrganization ? 'admin:org' : 'repo';
  const spelling =
    place.kind === 'environment'
      ? `Create the environment ${place.environment_name} on GitHub, in ${owner} under Settings → Environments, if it is not there yet. In a private repository that takes a paid plan: without one, leave out --env.`
      : `Check the spelling of ${owner} in the ${isOrganization ? 'option --org' : sources.repository}.`;
  const cure =
    token === fromGh
      ? `Run ${ghAuth(`refresh --scopes ${scope}`, sources)}, so that the token of gh has that scope.`
      : `Set ${token} to a personal access token for ${placeName(place)} with the ${placeKinds[place.kind].permission}: read and write. A classic token needs the scope ${scope}.`;
  const ghSignIn =
    token === 'GITHUB_TOKEN'
      ? ' Or remove GITHUB_TOKEN from the environment (Codespaces sets it): it hides the sign-in of gh.'
      : '';
  const person = isOrganization ? `an owner of ${owner}` : `an administrator of ${owner}`;
  const help = `If you may not manage the secrets of ${owner} yourself, ask ${person} to let you, or to run this command.`;
  return [...(kind === 'not-found' ? [spelling] : []), `${cure}${ghSignIn}`, help].join(' ');
}

/** What to do about a 403 that is no missing permission. */
function adviceForPolicy(policy: Policy, place: SecretPlace, names: Names): string {
  const { githubToken, machine, setGitHubTokenTo, sources } = names;
  const owner = place.kind === 'organization' ? place.org : place.owner;
  const advice: Record<Policy, string> = {
    'single sign-on': singleSignOn(owner, sources),
    'IP allow list': `Have the IP address of ${machine} added to the IP allow list of ${owner}, or use a machine whose address is on it: GitHub refuses the address, not ${githubToken}.`,
    lifetime: `${setGitHubTokenTo} a token that expires sooner: ${owner} allows tokens only for a shorter time. The usual limit is 366 days.`,
    'no fine-grained tokens': `${setGitHubTokenTo} the token of a GitHub App, or ask an owner of ${owner} to allow fine-grained personal access tokens: it accepts none.`,
    'no classic tokens': `${setGitHubTokenTo} a fine-grained personal access token or the token of a GitHub App: ${owner} accepts no classic ones.`,
    suspended: `Ask an owner of ${owner} to unsuspend the installation of the GitHub App, under Settings, GitHub Apps, Configure.`,
    archived:
      'Unarchive the repository under Settings, Danger Zone: an archived one takes no writes.',
    approval: `Ask an owner of ${owner} to approve the token, under Settings, Personal access tokens, Pending requests.`,
  };
  return advice[policy];
}

function singleSignOn(owner: string, sources: ValueSources | undefined): string {
  if (sources?.token === fromGh) {
    return `Run ${ghAuth('refresh', sources)}, and authorize gh for single sign-on in the browser.`;
  }
  const token = sources === undefined ? 'github-token' : `the token in ${sources.token}`;
  // Only a classic token has the button.
  return `Authorize ${token} for single sign-on: the owner of a classic token presses Configure SSO beside it on GitHub, under Settings, Developer settings, Personal access tokens. A fine-grained token is authorized when it is created, with ${owner} as its resource owner: create a new one.`;
}

function ghAuth(command: string, { hostname }: ValueSources): string {
  return `gh auth ${command}${hostnameOption(hostname)}`;
}

/** Only the action needs a secret that is there: the command creates it. */
function secretNotFound({ secret: { name, place } }: RefusalFacts): ActionError {
  const message = `There is no secret ${name} in ${placeName(place)} (status 404).`;
  const hint = `${secretHints[place.kind]} If none is saved yet, see README, "Set up": this action creates no secret.`;
  return new ActionError('secret-not-found', message, { hint });
}

const secretHints: Record<SecretPlace['kind'], string> = {
  repository:
    'Set secret-name to the name of the secret in refresh-token, and environment or organization if it is stored there.',
  environment:
    'Remove the input environment if the secret is stored in the repository, or store it in that environment. If it has another name, set secret-name; if an organization holds it, organization.',
  organization:
    'Set secret-name to the name of the secret in refresh-token. Remove the input organization if it is stored in a repository, or set environment in its place if it is stored in an environment.',
};

function unusable(facts: RefusalFacts, names: Names): ActionError {
  const { kind, apiUrl, field } = facts;
  const problem =
    kind === 'unusable-key' ? 'libsodium refuses the key' : `${field} has an unexpected value`;
  const message = `GitHub's answer for ${describePart(facts)} cannot be used (${apiUrl.host}): ${problem}.`;
  return new ActionError('github-unavailable', message, { hint: foreignAnswer(facts, names) });
}

function incompleteList(facts: RefusalFacts, names: Names): ActionError {
  const message = `GitHub's list of ${describePart(facts)} is incomplete (${facts.apiUrl.host}): it does not agree with total_count.`;
  const hint = `${names.runAgain}: the list may have changed while it was read. If it fails again, ${allRepositories(names)}`;
  return new ActionError('github-unavailable', message, { hint });
}

function allRepositories({ githubToken }: Names): string {
  return `give ${githubToken} access to all repositories that share the secret; a classic token needs the scope repo for the private ones.`;
}

function unavailable(facts: RefusalFacts, names: Names): ActionError {
  const { kind, apiUrl, quotation, error } = facts;
  const asides: Partial<Record<RefusalFacts['kind'], string>> = {
    'no-quota': `, the quota of ${names.githubToken} is exhausted`,
    'rate-limited': ', GitHub asks for fewer requests',
    foreign: ", but not from GitHub's API",
  };
  const reason = `${apiUrl.host}: ${describeFacts(facts)}${asides[kind] ?? ''}`;
  const message = `GitHub did not return ${describePart(facts)} (${reason}).${quotation}`;
  const isLimited = kind === 'no-quota' || kind === 'rate-limited';
  const hint = isLimited
    ? `${names.runAgain} in an hour, or use a token that fewer workflows share.`
    : adviceFor(facts, names, foreignAnswer(facts, names));
  return new ActionError('github-unavailable', message, { hint, cause: error });
}

/** A repository that is to share a new organization secret could not be read. */
function repositoryMissing(facts: RefusalFacts, names: Names): ActionError {
  const what = describePart(facts);
  const message = `GitHub did not return ${what}, which is to share the new secret (${describeFacts(facts)}).${facts.quotation}`;
  const code = facts.kind === 'not-found' ? 'github-permission-missing' : 'github-unavailable';
  const spelling = `Check the spelling of ${what} in the ${names.repository}, and that ${names.githubToken} may read it.`;
  return new ActionError(code, message, { hint: adviceFor(facts, names, spelling) });
}

/** @param whenAgain when to look for the cause, if it may pass by itself */
function foreignAnswer(
  { apiUrl }: RefusalFacts,
  { githubApiUrl, machine, runAgain }: Names,
  whenAgain = `${runAgain}. If it fails again`,
): string {
  if (isForgejo(apiUrl)) {
    return `Use the input personal-access-token in place of refresh-token: ${apiUrl.href} is not GitHub's API. Forgejo and Gitea have one of their own, where this action can store nothing.`;
  }
  const intended = intendedApiUrl(apiUrl);
  if (intended !== undefined) {
    return `Set ${githubApiUrl} to ${intended}: ${apiUrl.origin} is not the address of GitHub's API. If it is, check that no proxy answers in GitHub's place.`;
  }
  const address =
    apiUrl.host === 'api.github.com'
      ? ''
      : ` Check ${githubApiUrl} as well: on GitHub Enterprise Server it ends in /api/v3.`;
  return `${whenAgain}, check the network of ${machine}, and its variable https_proxy: a proxy or a log-in page may answer in GitHub's place.${address}`;
}

/**
 * The address that is meant by one that no API of GitHub has: https://ghe.example/api/v3 for
 * https://ghe.example. Undefined for one that looks right, and for http, which is on loopback.
 */
function intendedApiUrl({ protocol, host, pathname }: URL): string | undefined {
  const looksRight = host.startsWith('api.') || pathname.endsWith('/api/v3');
  if (looksRight || protocol === 'http:') return undefined;
  return /(^github|\.ghe)\.com$/.test(host) ? `https://api.${host}` : `https://${host}/api/v3`;
}

/**
 * Why a write failed, and what to do about it, as sentences; and whether that must be done before a
 * command is pasted, which GitHub would refuse as well.
 */
export function describeFailedWrite(
  { refusal, keyRefusal }: FailedWrite,
  names: Names,
): { problem: string; advice: string; isBeforePaste: boolean } {
  const { facts } = refusal;
  const isBeforePaste = facts.policy === 'archived';
  const problem =
    facts.part === 'value'
      ? `${describeFacts(facts)}.${facts.quotation}`
      : describeRefusal(refusal, names).message;
  if (!keyRefusal) return { problem, advice: adviceForWrite(facts, names), isBeforePaste };
  const { message } = describeRefusal(keyRefusal, names);
  return {
    problem: `${problem} The public key could not be read again: ${message}`,
    advice: `${adviceForWrite(keyRefusal.facts, names)} ${ifRefusedToo}`,
    isBeforePaste,
  };
}

const ifRefusedToo = `If GitHub also refuses the command, ${authorizeAgain}.`;

/** What to do besides pasting the command: a new run would send the old token. */
function adviceForWrite(facts: RefusalFacts, names: Names): string {
  const { kind, status, error, policy, secret } = facts;
  if (kind === 'moved') return moved(facts, names).hint;
  if (kind === 'incomplete-list') return `If this happens again, ${allRepositories(names)}`;
  if (kind === 'no-quota' || kind === 'rate-limited') {
    return 'If this happens often, use a token that fewer workflows share.';
  }
  if (kind === 'token-rejected') return newToken(facts, names);
  if (status === 422) return ifRefusedToo;
  if (policy !== undefined) return adviceForPolicy(policy, secret.place, names);
  if (kind === 'forbidden' || kind === 'not-found') return writeAccess(facts, names);
  if ((status ?? 0) >= 500) return 'GitHub was busy or down: nothing else has to be changed.';
  if (error?.isTransient) {
    return `If this happens again, check the network of ${names.machine}, and its variables https_proxy and no_proxy.`;
  }
  const advice = adviceFor(facts, names, foreignAnswer(facts, names, 'If this happens again'));
  return error?.reason === 'certificate'
    ? `${advice} Paste the command only in a network that you trust.`
    : advice;
}

function writeAccess({ kind, secret: { place } }: RefusalFacts, { sources }: Names): string {
  const { permission } = placeKinds[place.kind];
  const token = sources === undefined ? 'github-token' : `the token in ${sources.token}`;
  const cure =
    sources?.token === fromGh
      ? 'Ask an administrator there for write access: you can read the list of secrets, but not change them.'
      : `Give ${token} the ${permission} there: read and write.`;
  const archived = place.kind === 'organization' ? '' : ' An archived repository takes no writes.';
  const other =
    kind === 'not-found'
      ? ` Check that ${placeName(place)} still exists under this name.`
      : archived;
  return `${cure}${other}`;
}

/**
 * When to paste a recovery command, as a sentence. Not the runner's clock counts, but what GitHub said
 * in this run.
 *
 * @param code marks a command or a name in the sentence
 */
export function recoveryCondition(recovery: Recovery, code: (text: string) => string): string {
  const { updatedAt, hostname, isForCmd, lacksRepositories } = recovery;
  const where = whereToLook(recovery, code);
  const unchanged =
    updatedAt === undefined
      ? `still shows no such secret (${where})`
      : `still shows ${isoSeconds(updatedAt)} as the last update of the secret (${where})`;
  const limits = [
    isForCmd ? '' : ' cmd does not take this command: paste it into another shell.',
    // gh 2.61 is the first that finds the API of such a host.
    hostname?.endsWith('.ghe.com') ? ' It takes gh 2.61 or newer.' : '',
    lacksRepositories
      ? ' It names no repositories: if another command of this job does, paste that one; else select the repositories of the secret again afterwards.'
      : '',
  ].join('');
  return `Paste it into a terminal before the next run, and only if GitHub ${unchanged}: otherwise it would put back an older token.${limits}`;
}

/** Where GitHub shows when the secrets of a place were last written. */
function whereToLook(
  { listCommand, place, hostname }: Recovery,
  code: (text: string) => string,
): string {
  if (listCommand === undefined) return `in the settings of ${code(placeName(place))}`;
  // For an organization, the command has no option for the host.
  return place.kind === 'organization' && hostname !== undefined
    ? `${code(listCommand)}, with GH_HOST set to ${code(hostname)}`
    : code(listCommand);
}
