import { Failure } from '../errors';
import { factsOf, type HttpFacts, type HttpOutcome } from '../http/outcome';
import type { GitHubClient } from './client';
import { placeName, type Secret, secretLabel } from './places';
import { hasNoQuota, isRateLimited } from './rate-limits';

export interface Asked {
  part: keyof typeof parts;
  secret: Secret;
}

const parts = {
  'public key': ({ place }: Secret) => `the public key of ${placeName(place)}`,
  metadata: (secret: Secret) => `the metadata of ${secretLabel(secret)}`,
  repositories: (secret: Secret) => `the repositories that share ${secretLabel(secret)}`,
  repository: ({ place }: Secret) => placeName(place),
  'write access': ({ place }: Secret) => `write access to ${placeName(place)}`,
  value: secretLabel,
};

/** 'the public key of repository octo/webinars' */
export function describePart({ part, secret }: Asked): string {
  return parts[part](secret);
}

/** What is in the way of a token besides a missing permission. */
export type Policy = (typeof policyTexts)[number][0];

type UnusableKind = 'unexpected-field' | 'unusable-key' | 'key-changed' | 'incomplete-list';

/** Why GitHub did not do what was asked. */
export interface RefusalFacts extends HttpFacts, Asked {
  kind:
    | 'token-rejected'
    | 'forbidden'
    | 'not-found'
    | 'moved'
    | 'rate-limited'
    /** the hourly quota of the token is used up */
    | 'no-quota'
    /** 401, 403 or 404, but not from GitHub's API */
    | 'foreign'
    | 'unavailable'
    | UnusableKind;
  apiUrl: URL;
  isAppToken: boolean;
  policy: Policy | undefined;
  field: string | undefined;
  quotation: string;
}

/** GitHub did not do what it was asked for: the facts. */
export class GitHubRefusal extends Failure<RefusalFacts> {}

/** Whether the API at this address is that of Forgejo or Gitea, which run actions too. */
export function isForgejo({ pathname }: URL): boolean {
  return /\/api\/v1(\/|$)/.test(pathname);
}

/** The refusal that an outcome is. */
export function refusalOf(outcome: HttpOutcome, asked: Asked, client: GitHubClient): GitHubRefusal {
  return new GitHubRefusal({
    kind: kindOf(outcome, client),
    ...asked,
    ...factsOf(outcome),
    apiUrl: client.apiUrl,
    isAppToken: client.isAppToken,
    policy: policyOf(outcome),
    field: undefined,
    quotation: client.quote(outcome),
  });
}

/** The refusal of an answer without what was asked for. */
export function unusable(
  kind: UnusableKind,
  { field, ...asked }: Asked & { field?: string },
  { apiUrl, isAppToken }: GitHubClient,
): GitHubRefusal {
  const nothing = { status: undefined, error: undefined, policy: undefined, quotation: '' };
  return new GitHubRefusal({ kind, ...asked, ...nothing, apiUrl, isAppToken, field });
}

function kindOf(outcome: HttpOutcome, { apiUrl }: GitHubClient): RefusalFacts['kind'] {
  if (outcome.kind === 'no-response') return 'unavailable';
  if (isRateLimited(outcome)) return hasNoQuota(outcome) ? 'no-quota' : 'rate-limited';
  const kind = kindsByStatus[outcome.status] ?? 'unavailable';
  // Something else than GitHub's API refused the request, since its refusals are JSON: a proxy with a
  // page of its own, or the site of GitHub Enterprise Server, whose API has another address.
  const isRefusal = ['token-rejected', 'forbidden', 'not-found'].includes(kind);
  const isPage = outcome.json === undefined && outcome.text.trim() !== '';
  return isRefusal && (isPage || isForgejo(apiUrl)) ? 'foreign' : kind;
}

const kindsByStatus: Record<number, RefusalFacts['kind']> = {
  301: 'moved',
  307: 'moved',
  308: 'moved',
  401: 'token-rejected',
  403: 'forbidden',
  404: 'not-found',
};

// In this order: the text about a lifetime may call the token classic, and the one about fine-grained
// tokens may offer a classic one.
const policyTexts = [
  ['single sign-on', /SAML|single sign-?on/i],
  ['IP allow list', /IP allow ?list/i],
  ['lifetime', /lifetime/i],
  ['no fine-grained tokens', /forbids access via a fine-grained/i],
  ['no classic tokens', /\bclassic\b/i],
  ['suspended', /installation.*suspended/i],
  ['archived', /\barchived\b/i],
  ['approval', /\bapprov|\bpending\b/i],
] as const;

/** GitHub says the reason of a 403 in its text only, except for single sign-on. */
function policyOf(outcome: HttpOutcome): Policy | undefined {
  if (outcome.kind === 'no-response' || outcome.status !== 403) return undefined;
  const { headers, json } = outcome;
  if (String(headers['x-github-sso']).startsWith('required')) return 'single sign-on';
  const message = typeof json?.message === 'string' ? json.message : '';
  return policyTexts.find(([, text]) => text.test(message))?.[0];
}
