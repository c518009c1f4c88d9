import sodium from 'libsodium-wrappers';
import { type Answer, type Match, matches, type RecordedRequest } from './faults';
import { badCredentials, githubError, notForPersonalTokens, notFound } from './github-answers';
import {
  checkAnswer,
  checkRequest,
  describedEnvironment,
  describedRepository,
} from './github-description';
import {
  GitHubPlace,
  type SecretSeed,
  type SecretWrite,
  type StoredSecret,
  timestamp,
  type Visibility,
} from './github-place';
import { githubToken } from './some-inputs';
import {
  type StandInServer,
  type StandInServerOptions,
  startStandInServer,
} from './stand-in-server';

export interface GitHubOptions {
  /** The only token it accepts; the one of `someInputs` unless given. */
  token?: string;
  tls?: NonNullable<StandInServerOptions['tls']>;
  /** `/api/v3` makes it a GitHub Enterprise Server. */
  basePath?: string;
  /** Also takes requests that GitHub's description does not allow. */
  takesAnything?: boolean;
}

/** Asks whether the token may write. */
export const writeCheck: Match = { method: 'PUT', path: /\/GOTO_ACCESS_TOKEN_WRITE_CHECK$/ };
/** A write that is meant. */
export const write: Match = { method: 'PUT', path: /(?<!\/GOTO_ACCESS_TOKEN_WRITE_CHECK)$/ };

interface PlaceSeed {
  secrets?: Record<string, string | SecretSeed>;
}

interface RepositorySeed extends PlaceSeed {
  id?: number;
}

export interface GitHubStandIn extends StandInServer {
  /** What goes into the input `github-api-url`. */
  url: string;
  /** The only token it accepts. */
  token: string;
  /** What the token may do with secrets: everything unless a test says otherwise. */
  access: 'write' | 'read';
  addRepository: (repository: string, seed?: RepositorySeed) => GitHubPlace;
  addEnvironment: (repository: string, environment: string, seed?: PlaceSeed) => GitHubPlace;
  addOrganization: (organization: string, seed?: PlaceSeed) => GitHubPlace;
  /** Every place that was added. */
  places: () => GitHubPlace[];
  /** The place and the secret's name that a path of the API speaks of. */
  placeOf: (path: string) => { place: GitHubPlace; secretName: string };
  /** The `PUT` requests that reached it, refused ones included, without the write checks. */
  writes: () => RecordedRequest[];
}

/**
 * A server that behaves like the part of GitHub's REST API that manages secrets. Every request, and
 * every answer that no test has planned, is held against GitHub's own description: what it does not
 * allow makes `close` reject.
 */
export async function startGitHub(options: GitHubOptions = {}): Promise<GitHubStandIn> {
  await sodium.ready;
  const accepted: Pick<GitHubStandIn, 'token' | 'access'> = {
    token: options.token ?? githubToken,
    access: 'write',
  };
  const { basePath = '', takesAnything = false } = options;
  const places = new Map<string, GitHubPlace>();
  const repositories = new Map<string, object>();

  const add = (place: GitHubPlace): GitHubPlace => {
    places.set(placeKey(place.path), place);
    return place;
  };

  const locate = (path: string): { place: GitHubPlace; rest: string } | undefined => {
    const found = /^(.+?\/secrets)\/(.+)$/.exec(path);
    const place = places.get(placeKey(found?.[1] ?? ''));
    return place && { place, rest: found?.[2] ?? '' };
  };

  const respond = (request: RecordedRequest): Answer => {
    if (!isAuthorized(request, accepted.token)) return badCredentials();
    if (!request.path.startsWith(`${basePath}/`)) return notFound();
    const path = request.path.slice(basePath.length + 1);
    const located = locate(path);
    // GitHub looks at the permission before it looks at what is sent.
    const isRefused = request.method === 'PUT' && accepted.access === 'read';
    if (located && isRefused) return notForPersonalTokens();
    if (located) return answerFor(request, located.place, located.rest);
    const [, name, environment = '', policies] = environmentPath.exec(path) ?? [];
    if (name !== undefined && repositories.has(placeKey(name))) {
      const secrets = `${name}/environments/${environment}/secrets`;
      if (request.method === 'PUT') add(new GitHubPlace('environment', secrets));
      if (!places.has(placeKey(secrets))) return notFound();
      return { status: 200, body: policies ? {} : describedEnvironment };
    }
    const repository = repositories.get(placeKey(path));
    return repository && request.method === 'GET' ? { status: 200, body: repository } : notFound();
  };
  /** Without the base path; elsewhere there is no API. */
  const apiPath = ({ path }: RecordedRequest) =>
    path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : '';

  const server = await startStandInServer({
    ...(options.tls && { tls: options.tls }),
    inspect: (request) => {
      // What GitHub's description does not allow: a write without a value, which can store nothing.
      const isCheck = matches(writeCheck, request) && request.body === '{}';
      if (!takesAnything && !isCheck) checkRequest(request, apiPath(request));
    },
    respond: (request) => {
      const answer = respond(request);
      checkAnswer(request, apiPath(request), answer);
      return answer;
    },
  });

  return Object.assign(accepted, {
    ...server,
    url: `${server.origin}${basePath}`,
    addRepository: (repository, { id = 1_296_269, secrets } = {}) => {
      const record = {
        ...describedRepository.alone,
        id,
        full_name: repository,
        private: true,
        default_branch: 'trunk',
      };
      repositories.set(placeKey(`repos/${repository}`), record);
      return add(new GitHubPlace('repository', `repos/${repository}/actions/secrets`, secrets));
    },
    addEnvironment: (repository, environment, seed = {}) => {
      const path = `repos/${repository}/environments/${encodeURIComponent(environment)}/secrets`;
      return add(new GitHubPlace('environment', path, seed.secrets));
    },
    addOrganization: (organization, seed = {}) =>
      add(new GitHubPlace('organization', `orgs/${organization}/actions/secrets`, seed.secrets)),
    places: () => [...places.values()],
    placeOf: (path) => {
      const located = locate(path.replace(/^\//, ''));
      if (located === undefined) throw new Error(`No place was added for ${path}.`);
      return { place: located.place, secretName: decodeURIComponent(located.rest) };
    },
    writes: () => server.requests.filter((request) => matches(write, request)),
  } satisfies Omit<GitHubStandIn, 'token' | 'access'>);
}

/** An environment, or the policies that limit it to some branches. */
const environmentPath =
  /^(repos\/[^/]+\/[^/]+)\/environments\/([^/]+)(\/deployment-branch-policies)?$/;

/** Owners, repositories and environments are the same in any case and any percent-encoding. */
function placeKey(path: string): string {
  try {
    return path
      .split('/')
      .map((segment) => encodeURIComponent(decodeURIComponent(segment).toLowerCase()))
      .join('/');
  } catch {
    return '';
  }
}

function isAuthorized(request: RecordedRequest, token: string): boolean {
  const [, presented] = /^(?:bearer|token) (.+)$/i.exec(request.headers.authorization ?? '') ?? [];
  return presented === token;
}

function answerFor(request: RecordedRequest, place: GitHubPlace, rest: string): Answer {
  const [name = '', sub, ...more] = rest.split('/');
  if (more.length > 0 || (sub !== undefined && sub !== 'repositories')) return notFound();
  if (request.method === 'PUT' && sub === undefined) return put(request, place, name);
  if (request.method !== 'GET') return notFound();
  if (name === 'public-key') return { status: 200, body: place.publicKey };
  const secret = place.find(name);
  if (secret === undefined) return notFound();
  if (sub === undefined) return { status: 200, body: metadata(place, secret) };
  return place.kind === 'organization' ? repositoriesPage(request, secret) : notFound();
}

function metadata(place: GitHubPlace, secret: StoredSecret): object {
  const { name, createdAt, updatedAt, visibility } = secret;
  return {
    name,
    created_at: createdAt,
    updated_at: updatedAt,
    ...(place.kind === 'organization' && { visibility }),
  };
}

function repositoriesPage(request: RecordedRequest, secret: StoredSecret): Answer {
  const all = secret.visibility === 'selected' ? secret.selectedRepositoryIds : [];
  const perPage = Math.min(positive(request.query.get('per_page')) ?? 30, 100);
  const page = positive(request.query.get('page')) ?? 1;
  const ids = all.slice((page - 1) * perPage, page * perPage);
  return {
    status: 200,
    body: {
      total_count: all.length,
      repositories: ids.map((id) => ({
        ...describedRepository.inList,
        id,
        name: `repository-${id}`,
        private: true,
      })),
    },
  };
}

function positive(text: string | null): number | undefined {
  const number = Number(text);
  return Number.isInteger(number) && number > 0 ? number : undefined;
}

function put(request: RecordedRequest, place: GitHubPlace, name: string): Answer {
  if (!/^(?!GITHUB_)[A-Z_][A-Z0-9_]*$/i.test(name)) {
    return githubError(422, 'Secret names can only contain alphanumeric characters.');
  }
  const write = readWrite(request.body, place.kind);
  if ('status' in write) return write;
  const outcome = place.write(name, write, timestamp(new Date()));
  if (outcome === 'created') return { status: 201, body: {} };
  if (outcome === 'updated') return { status: 204 };
  return githubError(422, outcome.refused);
}

function readWrite(body: string, kind: GitHubPlace['kind']): SecretWrite | Answer {
  let fields: Record<string, unknown>;
  try {
    fields = Object(JSON.parse(body));
  } catch {
    return githubError(400, 'Problems parsing JSON');
  }
  const { encrypted_value: encryptedValue, key_id: keyId, visibility } = fields;
  if (typeof encryptedValue !== 'string') return invalid(`"encrypted_value" wasn't supplied.`);
  if (typeof keyId !== 'string') return invalid(`"key_id" wasn't supplied.`);
  if (kind !== 'organization') return { encryptedValue, keyId };
  if (!isVisibility(visibility)) return invalid(`"visibility" wasn't supplied.`);
  const ids = fields.selected_repository_ids;
  if (ids === undefined) return { encryptedValue, keyId, visibility };
  if (!Array.isArray(ids) || !ids.every(Number.isInteger)) {
    return invalid('"selected_repository_ids" is not an array of integers.');
  }
  return { encryptedValue, keyId, visibility, selectedRepositoryIds: ids };
}

const invalid = (reason: string): Answer => githubError(422, `Invalid request.\n\n${reason}`);

function isVisibility(value: unknown): value is Visibility {
  return value === 'all' || value === 'private' || value === 'selected';
}
