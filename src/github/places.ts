/** Where a secret lives. The fields beside `kind` are the parameters of GitHub's routes. */
export type SecretPlace =
  | { kind: 'repository'; owner: string; repo: string }
  | { kind: 'environment'; owner: string; repo: string; environment_name: string }
  | { kind: 'organization'; org: string };

/** A secret to be found: its name, and one place. */
export interface SecretAddress {
  name: string;
  place: SecretPlace;
}

/** GitHub's names for each kind of place ("REST API endpoints for GitHub Actions secrets"). */
export const placeKinds = {
  repository: {
    route: '/repos/{owner}/{repo}/actions/secrets',
    permission: 'Secrets (repository permission)',
    classicScope: 'repo',
    input: 'repository',
  },
  environment: {
    route: '/repos/{owner}/{repo}/environments/{environment_name}/secrets',
    permission: 'Environments (repository permission)',
    classicScope: 'repo',
    input: 'repository',
  },
  organization: {
    route: '/orgs/{org}/actions/secrets',
    permission: 'Secrets (organization permission)',
    classicScope: 'admin:org',
    input: 'organization',
  },
} satisfies Record<SecretPlace['kind'], Record<string, string>>;

/** Who may read a secret of an organization. */
export const visibilities = ['all', 'private', 'selected'] as const;
export type Visibility = (typeof visibilities)[number];

/** 'repository octo/webinars', 'environment production of repository octo/webinars', … */
export function placeName(place: SecretPlace): string {
  if (place.kind === 'organization') return `organization ${place.org}`;
  const repository = `repository ${place.owner}/${place.repo}`;
  return place.kind === 'repository'
    ? repository
    : `environment ${place.environment_name} of ${repository}`;
}

/** 'GOTO_REFRESH_TOKEN of repository octo/webinars' */
export function secretLabel({ name, place }: SecretAddress): string {
  return `${name} of ${placeName(place)}`;
}

/** The route that writes a secret. */
export function routeToWrite(
  { place, name }: SecretAddress,
  body: Record<string, unknown> = {},
): { route: string; parameters: Record<string, unknown> } {
  return routeTo(place, 'PUT /{secret_name}', { secret_name: name, ...body });
}

/** A route of one place with its parameters, as Octokit takes them. */
export function routeTo(
  place: SecretPlace,
  route: `${'GET' | 'PUT'} /${string}`,
  more: Record<string, unknown> = {},
): { route: string; parameters: Record<string, unknown> } {
  const { kind, ...parameters } = place;
  return {
    route: route.replace(' ', ` ${placeKinds[kind].route}`),
    parameters: { ...parameters, ...more },
  };
}
