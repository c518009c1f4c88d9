import type { HttpOutcome } from '../http/outcome';
import type { Vocabulary } from '../vocabulary';
import type { SecretPlace } from './places';

/** What refuses a token that may have the permission. */
type Policy =
  | 'single sign-on'
  | 'IP allow list'
  | 'lifetime'
  | 'no fine-grained tokens'
  | 'no classic tokens'
  | 'suspended'
  | 'approval';

// In this order: the text about a lifetime may call the token classic, and the one about fine-grained
// tokens may offer a classic one.
const texts: [Policy, RegExp][] = [
  ['single sign-on', /SAML|single sign-?on/i],
  ['IP allow list', /IP allow ?list/i],
  ['lifetime', /lifetime/i],
  ['no fine-grained tokens', /forbids access via a fine-grained/i],
  ['no classic tokens', /\bclassic\b/i],
  ['suspended', /installation.*suspended/i],
  ['approval', /\bapprov|\bpending\b/i],
];

/**
 * What to do about a 403 that is no missing permission; undefined if it is one. GitHub says the
 * reason in its text only, except for single sign-on.
 */
export function adviceForPolicy(
  outcome: HttpOutcome,
  place: SecretPlace,
  vocabulary: Vocabulary,
): string | undefined {
  const policy = policyOf(outcome);
  if (policy === undefined) return undefined;
  const owner = place.kind === 'organization' ? place.org : place.owner;
  return advice[policy](owner, vocabulary);
}

function policyOf(outcome: HttpOutcome): Policy | undefined {
  if (outcome.kind === 'no-response' || outcome.status !== 403) return undefined;
  const { headers, json } = outcome;
  if (String(headers['x-github-sso']).startsWith('required')) return 'single sign-on';
  const message = typeof json?.message === 'string' ? json.message : '';
  return texts.find(([, text]) => text.test(message))?.[0];
}

const advice: Record<Policy, (owner: string, vocabulary: Vocabulary) => string> = {
  'single sign-on': (_owner, { singleSignOnHint }) => singleSignOnHint,
  'IP allow list': (owner, { githubToken, machine }) =>
    `Have the IP address of ${machine} added to the IP allow list of ${owner}, or use a machine whose address is on it: GitHub refuses the address, not ${githubToken}.`,
  lifetime: (owner, { setGitHubTokenTo }) =>
    `${setGitHubTokenTo} a token that expires sooner: ${owner} accepts none with so long a lifetime. The usual limit is 366 days.`,
  'no fine-grained tokens': (owner, { setGitHubTokenTo }) =>
    `${setGitHubTokenTo} the token of a GitHub App, or ask an owner of ${owner} to allow fine-grained personal access tokens: it accepts none.`,
  'no classic tokens': (owner, { setGitHubTokenTo }) =>
    `${setGitHubTokenTo} a fine-grained personal access token or the token of a GitHub App: ${owner} accepts no classic ones.`,
  suspended: (owner) =>
    `Ask an owner of ${owner} to unsuspend the installation of the GitHub App, under Settings, GitHub Apps, Configure.`,
  approval: (owner) =>
    `Ask an owner of ${owner} to approve the token, under Settings, Personal access tokens, Pending requests.`,
};
