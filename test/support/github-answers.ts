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

/** The limit on too many requests at once. */
export const secondaryRateLimit = (): Answer =>
  githubError(
    403,
    'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
    { 'retry-after': '0' },
  );

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
