import { randomBytes } from 'node:crypto';
import { Ajv, type ValidateFunction } from 'ajv';
import sodium from 'libsodium-wrappers';
import description from './github-openapi.json';
import { githubToken } from './some-inputs';
import {
  type Answer,
  type Match,
  matches,
  type RecordedRequest,
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

interface KeyPair {
  publicKey: Uint8Array;
  privateKey: Uint8Array;
}

export type Visibility = 'all' | 'private' | 'selected';

/** A secret as it stands before a test begins. */
export interface SecretSeed {
  value: string;
  createdAt?: string;
  updatedAt?: string;
  /** For an organization's secret only. */
  visibility?: Visibility;
  selectedRepositoryIds?: number[];
}

export interface StoredSecret {
  /** Upper case, as GitHub keeps it. */
  name: string;
  /** The value as it can be read today: the seed, or what the last write opened to. */
  value: string;
  /** What every write opened to, oldest first. The seed is not among them. */
  written: string[];
  createdAt: string;
  updatedAt: string;
  visibility: Visibility | undefined;
  selectedRepositoryIds: number[];
}

export interface SecretWrite {
  encryptedValue: string;
  keyId: string;
  visibility?: Visibility;
  selectedRepositoryIds?: number[];
}

/** GitHub's own limit for the value of a secret. */
const largestValue = 48 * 1024;

/** One place that holds secrets: a repository, an environment or an organization. */
export class GitHubPlace {
  /** Where its secrets are in the API, without a slash in front: `repos/o/r/actions/secrets`. */
  readonly path: string;
  readonly kind: 'repository' | 'environment' | 'organization';
  readonly #secrets = new Map<string, StoredSecret>();
  readonly #keys = new Map<string, KeyPair>();
  #keyId = '';

  /** libsodium must be ready by now. */
  constructor(
    kind: GitHubPlace['kind'],
    path: string,
    seeds: Record<string, string | SecretSeed> = {},
  ) {
    this.kind = kind;
    this.path = path;
    this.rotateKey();
    for (const [name, seed] of Object.entries(seeds)) this.#seed(name, seed);
  }

  /** 'octo/webinars', 'octo/webinars/production', 'octo' */
  get label(): string {
    const names = this.path.replace(/^(repos|orgs)\//, '').replace(/(\/actions)?\/secrets$/, '');
    return decodeURIComponent(names.replace('/environments/', '/'));
  }

  /** The ids of the keys it has had, oldest first. */
  get keyIds(): string[] {
    return [...this.#keys.keys()];
  }

  get secrets(): StoredSecret[] {
    return [...this.#secrets.values()];
  }

  /** The key that values are to be sealed under, as GitHub hands it out. */
  get publicKey(): { key_id: string; key: string } {
    return {
      key_id: this.#keyId,
      key: sodium.to_base64(this.#pair(this.#keyId).publicKey, sodium.base64_variants.ORIGINAL),
    };
  }

  /** A secret by its name in any case. Throws if there is none: a test asks for what it expects. */
  secret(name: string): StoredSecret {
    const secret = this.find(name);
    if (secret === undefined) throw new Error(`There is no secret ${name} at ${this.path}.`);
    return secret;
  }

  find(name: string): StoredSecret | undefined {
    return this.#secrets.get(name.toUpperCase());
  }

  remove(name: string): void {
    this.#secrets.delete(name.toUpperCase());
  }

  /** Gives the place a new key pair. Values sealed under the old one are refused from now on. */
  rotateKey(): void {
    const pair = sodium.crypto_box_keypair();
    this.#keyId = String(randomBytes(8).readBigUInt64BE());
    this.#keys.set(this.#keyId, pair);
  }

  /** Opens a sealed value, under an older key of the place too if its id is given. */
  open(encryptedValue: string, keyId = this.#keyId): string {
    const { publicKey, privateKey } = this.#pair(keyId);
    const sealed = sodium.from_base64(encryptedValue, sodium.base64_variants.ORIGINAL);
    return sodium.to_string(sodium.crypto_box_seal_open(sealed, publicKey, privateKey));
  }

  /** Stores a sealed value as a `PUT` does, or says why GitHub would not. */
  write(
    name: string,
    write: SecretWrite,
    now: string,
  ): 'created' | 'updated' | { refused: string } {
    if (write.keyId !== this.#keyId) return { refused: 'The key_id is not the current one.' };
    const value = this.tryToOpen(write.encryptedValue);
    if (value === undefined) return { refused: 'The encrypted_value cannot be opened.' };
    if (Buffer.byteLength(value) > largestValue) return { refused: 'The value is too large.' };
    const known = this.find(name);
    this.#secrets.set(name.toUpperCase(), {
      name: name.toUpperCase(),
      value,
      written: [...(known?.written ?? []), value],
      createdAt: known?.createdAt ?? now,
      updatedAt: now,
      visibility: write.visibility,
      // As at GitHub, ids that are not sent again are gone.
      selectedRepositoryIds: write.selectedRepositoryIds ?? [],
    });
    return known === undefined ? 'created' : 'updated';
  }

  #seed(name: string, seed: string | SecretSeed): void {
    const given: SecretSeed = typeof seed === 'string' ? { value: seed } : seed;
    const yesterday = timestamp(new Date(Date.now() - 24 * 60 * 60 * 1000));
    const createdAt = given.createdAt ?? given.updatedAt ?? yesterday;
    this.#secrets.set(name.toUpperCase(), {
      name: name.toUpperCase(),
      value: given.value,
      written: [],
      createdAt,
      updatedAt: given.updatedAt ?? createdAt,
      visibility: this.kind === 'organization' ? (given.visibility ?? 'private') : undefined,
      selectedRepositoryIds: given.selectedRepositoryIds ?? [],
    });
  }

  /** The same, undefined where it does not open. */
  tryToOpen(encryptedValue: string, keyId?: string): string | undefined {
    try {
      return this.open(encryptedValue, keyId);
    } catch {
      return undefined;
    }
  }

  #pair(keyId: string): KeyPair {
    const pair = this.#keys.get(keyId);
    if (pair === undefined) throw new Error(`${this.path} never had a key ${keyId}.`);
    return pair;
  }
}

/** How GitHub writes a time, and the action too: UTC, whole seconds. */
export const timestampForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** A time the way GitHub writes it. */
export function timestamp(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, 'Z');
}

/** That a request, or an answer of the stand-in, is not as GitHub describes it. */
export class DescriptionError extends Error {
  override readonly name = 'DescriptionError';
}

interface Schema {
  type?: string;
  enum?: unknown[];
  nullable?: boolean;
  format?: string;
  items?: Schema;
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
}

interface Content {
  content?: { 'application/json': { schema: Schema } };
}

interface Operation {
  parameters: { name: string; in: string; required: boolean; schema: Schema }[];
  requestBody?: Content;
  responses: Record<string, Content>;
}

const paths: Record<string, Record<string, Operation>> = description.paths;

/**
 * Holds a request against GitHub's description: method, path, query, headers and body.
 *
 * @param path without the base path of the API, with the slash in front
 * @throws DescriptionError naming all that is wrong
 */
export function checkRequest(request: RecordedRequest, path: string): void {
  const found = find(request.method, path);
  if (found === undefined) throw violation(request, 'GitHub does not describe this operation');
  const { parameters, requestBody } = found.operation;
  const wrong = [
    ...wrongIn(found.values, parametersIn('path', parameters), 'path'),
    ...wrongIn(Object.fromEntries(request.query), parametersIn('query', parameters), 'query'),
    ...wrongIn(request.headers, headersFor(requestBody), 'headers'),
    ...wrongInBody(request.body, requestBody),
  ];
  if (wrong.length > 0) throw violation(request, wrong.join('; '));
}

/**
 * Holds an answer of the stand-in against GitHub's description: status and body.
 *
 * @throws DescriptionError naming all that is wrong
 */
export function checkAnswer(request: RecordedRequest, path: string, answer: Answer): void {
  const { status, body } = answer;
  const responses = find(request.method, path)?.operation.responses ?? {};
  // GitHub describes few refusals, and all of them have the same fields.
  const error = {
    content: { 'application/json': { schema: description.components.schemas.error } },
  };
  const described = status >= 400 ? error : responses[status];
  if (described === undefined) throw violation(request, `GitHub does not answer with ${status}`);
  const wrong = wrongInBody(body === undefined ? '' : JSON.stringify(body), described);
  if (wrong.length > 0) throw violation(request, `the answer with ${status}: ${wrong.join('; ')}`);
}

/** A repository as GitHub shows it alone, and as it shows it in the list of those that share a secret. */
export const describedRepository = {
  alone: sample(answerSchema('/repos/{owner}/{repo}')),
  inList: sample(
    answerSchema('/orgs/{org}/actions/secrets/{secret_name}/repositories').properties?.repositories
      ?.items ?? {},
  ),
} as Record<'alone' | 'inList', object>;

export const describedEnvironment = sample(
  answerSchema('/repos/{owner}/{repo}/environments/{environment_name}'),
) as object;

function answerSchema(path: string): Schema {
  return paths[path]?.get?.responses[200]?.content?.['application/json'].schema ?? {};
}

/** The operation for a path, and the values of its parameters. The fragment has literal paths first. */
function find(method: string, path: string) {
  const segments = path.split('/');
  for (const [template, methods] of Object.entries(paths)) {
    const operation = methods[method.toLowerCase()];
    const names = template.split('/');
    const fits = names.every((name, index) => /^\{/.test(name) || name === segments[index]);
    if (!operation || !fits || names.length !== segments.length) continue;
    const pairs = names.map((name, index) => [name.slice(1, -1), decode(segments[index] ?? '')]);
    const values = Object.fromEntries(
      pairs.filter((_pair, index) => names[index]?.startsWith('{')),
    );
    return { operation, values };
  }
  return undefined;
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment) || undefined;
  } catch {
    return undefined;
  }
}

/** What GitHub's documentation, and not its description, says of headers. */
function headersFor(requestBody: Content | undefined): Schema & { required: string[] } {
  const text = (pattern: string) => ({ type: 'string', pattern });
  const properties = {
    'user-agent': text('.'),
    authorization: text('^(Bearer|token) \\S+$'),
    // gh names previews of old.
    accept: text('application/vnd\\.github\\b|\\*/\\*'),
    'x-github-api-version': text('^2022-11-28$'),
    'content-type': text('^application/json\\b'),
  };
  const required = ['user-agent', 'authorization', ...(requestBody ? ['content-type'] : [])];
  return { type: 'object', properties, required };
}

function parametersIn(where: string, parameters: Operation['parameters']) {
  const here = parameters.filter((parameter) => parameter.in === where);
  return closed({
    type: 'object',
    properties: Object.fromEntries(here.map(({ name, schema }) => [name, schema])),
    required: here.filter(({ required }) => required).map(({ name }) => name),
  });
}

function wrongInBody(body: string, described: Content | undefined): string[] {
  const schema = described?.content?.['application/json'].schema;
  if (schema === undefined) return body === '' ? [] : ['there must be no body'];
  try {
    return wrongIn(JSON.parse(body), closed(schema), 'body');
  } catch {
    return ['the body is no JSON'];
  }
}

/** The schema, and no field that it does not name: GitHub ignores those, so they are mistakes. */
function closed<T extends Schema>(schema: T): T {
  const { properties, items } = schema;
  return {
    ...schema,
    ...(items && { items: closed(items) }),
    ...(properties && {
      additionalProperties: false,
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, property]) => [name, closed(property)]),
      ),
    }),
  };
}

const formats = {
  int64: true,
  uri: (text: string) => URL.canParse(text),
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
} as const;
const forJson = new Ajv({ allErrors: true, strict: true, formats });
// Everything is text in a path, a query and a header.
const forText = new Ajv({ allErrors: true, strict: true, formats, coerceTypes: true });
const validators = new Map<string, ValidateFunction>();

function wrongIn(
  value: unknown,
  schema: Schema,
  what: 'path' | 'query' | 'headers' | 'body',
): string[] {
  const ajv = what === 'body' ? forJson : forText;
  const key = `${what} ${JSON.stringify(schema)}`;
  const validate = validators.get(key) ?? ajv.compile(schema);
  validators.set(key, validate);
  validate(value);
  return (validate.errors ?? []).map(({ instancePath, message, params }) => {
    const named = params.additionalProperty ?? params.allowedValues?.join(', ');
    return `${what}${instancePath} ${message}${named === undefined ? '' : ` (${named})`}`;
  });
}

function violation({ method, target }: RecordedRequest, what: string): DescriptionError {
  return new DescriptionError(`${method} ${target}: ${what}`);
}

/** A value that a schema allows. */
function sample({ type, enum: values, nullable, format, items, properties }: Schema): unknown {
  if (nullable) return null;
  if (values) return values[0];
  if (properties) {
    const fields = Object.entries(properties);
    return Object.fromEntries(fields.map(([name, property]) => [name, sample(property)]));
  }
  if (items) return [];
  if (type === 'integer') return 1;
  if (type === 'boolean') return false;
  if (format === 'uri') return 'https://api.github.com/';
  return format === 'date-time' ? '2026-01-01T00:00:00Z' : 'sample';
}
