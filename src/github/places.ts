import type { Endpoints } from '@octokit/types';

/** Where a secret lives. The fields beside `kind` are the parameters of GitHub's routes. */
export type SecretPlace =
  | { kind: 'repository'; owner: string; repo: string }
  | { kind: 'environment'; owner: string; repo: string; environment_name: string }
  | { kind: 'organization'; org: string };

/** The places of a secret in these repositories, or in the environment of that name in each. */
export function repositoryPlaces(
  repositories: { owner: string; repo: string }[],
  environment: string | undefined,
): SecretPlace[] {
  return repositories.map((repository) =>
    environment === undefined
      ? { kind: 'repository', ...repository }
      : { kind: 'environment', ...repository, environment_name: environment },
  );
}

/** `owner/name` of these places; none for an organization. */
export function repositoryNames(places: SecretPlace[]): string[] {
  return places.flatMap((place) =>
    place.kind === 'organization' ? [] : [`${place.owner}/${place.repo}`],
  );
}

export interface Secret {
  name: string;
  place: SecretPlace;
}

type SecretsRoute = {
  [Route in keyof Endpoints]: Route extends `PUT ${infer Path}/{secret_name}` ? Path : never;
}[keyof Endpoints];

/**
 * GitHub's names for each kind of place ("REST API endpoints for GitHub Actions secrets"). The
 * parameter asks for the permission in the address of the page that creates a token.
 */
export const placeKinds = {
  repository: {
    route: '/repos/{owner}/{repo}/actions/secrets',
    permission: 'repository permission Secrets',
    permissionParameter: 'secrets',
    classicScope: 'repo',
  },
  environment: {
    route: '/repos/{owner}/{repo}/environments/{environment_name}/secrets',
    permission: 'repository permission Environments',
    permissionParameter: 'environments',
    classicScope: 'repo',
  },
  organization: {
    route: '/orgs/{org}/actions/secrets',
    permission: 'organization permission Secrets',
    permissionParameter: 'organization_secrets',
    classicScope: 'admin:org, and repo if a private repository shares the secret',
  },
} satisfies Record<SecretPlace['kind'], Record<string, string> & { route: SecretsRoute }>;

/** Which repositories may read an organization secret. */
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
export function secretLabel({ name, place }: Secret): string {
  return `${name} of ${placeName(place)}`;
}

/** A route of GitHub's REST API with its parameters, as Octokit takes them. */
export interface Endpoint {
  route: keyof Endpoints;
  parameters: Record<string, unknown>;
}

/** The path for `gh api`: percent-encoded, without a leading slash. */
export function ghPath({ route, parameters }: Endpoint): string {
  const path = route.slice(route.indexOf('/') + 1);
  const encoded = path.replace(/\{(\w+)\}/g, (_braces, name: string) =>
    encodeURIComponent(String(parameters[name])),
  );
  // encodeURIComponent leaves these as they are; in a shell they have a meaning.
  return encoded.replace(
    /['()*!~]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** @param call the method, and the path below the place: 'GET /public-key' */
export function endpointOf({ kind, ...place }: SecretPlace, call: string, more: object = {}) {
  const route = call.replace(' ', ` ${placeKinds[kind].route}`) as Endpoint['route'];
  return { route, parameters: { ...place, ...more } };
}

/** The request that writes a secret; without a body it writes nothing. */
export function writeEndpoint({ place, name }: Secret, body: object = {}) {
  return endpointOf(place, 'PUT /{secret_name}', { secret_name: name, ...body });
}
