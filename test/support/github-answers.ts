import type { Answer } from './faults';

/** An error in GitHub's shape. */
export function githubError(
  status: number,
  message: string,
  headers: Record<string, string> = {},
): Answer {
  return {
    status,
    headers,
    body: {
      message,
      documentation_url: 'https://docs.github.com/rest/actions/secrets',
      status: String(status),
    },
  };
}

export const badCredentials = (): Answer => githubError(401, 'Bad credentials');

export const notFound = (): Answer => githubError(404, 'Not Found');

/** What the workflow's own GITHUB_TOKEN gets, or an App that lacks the permission. */
export const notForIntegrations = (): Answer =>
  githubError(403, 'Resource not accessible by integration', {
    'x-accepted-github-permissions': 'secrets=write',
  });

/** What a fine-grained token gets that lacks the permission. */
export const notForPersonalTokens = (): Answer =>
  githubError(403, 'Resource not accessible by personal access token', {
    'x-accepted-github-permissions': 'secrets=write',
  });

/** What a classic token gets from an organization that it was not authorised for. */
export const singleSignOnRequired = (): Answer =>
  githubError(
    403,
    'Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization.',
    { 'x-github-sso': 'required; url=https://github.com/orgs/octo/sso?authorization_request=A1b2' },
  );

/** No requests left until the given time. */
export function quotaExhausted({ resetAt }: { resetAt: Date }): Answer {
  return githubError(403, 'API rate limit exceeded for user ID 1.', {
    'x-ratelimit-limit': '5000',
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': String(Math.ceil(resetAt.getTime() / 1000)),
  });
}

/** The limit on too many requests at once. Without `retryAfter` GitHub names no time. */
export function secondaryRateLimit({ retryAfter }: { retryAfter?: number } = {}): Answer {
  return githubError(
    403,
    'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
    retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) },
  );
}

/** What a repository's old name answers after a rename. */
export function moved(location: string): Answer {
  return {
    status: 301,
    headers: { location },
    body: { message: 'Moved Permanently', url: location },
  };
}

/** The page GitHub shows when it is out of breath. */
export const unicorn = (status = 502): Answer => ({
  status,
  body: '<!DOCTYPE html><html><body><h1>Unicorn! GitHub is over capacity.</h1></body></html>',
});
