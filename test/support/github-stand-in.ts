import { randomBytes } from 'node:crypto';
import { Ajv } from 'ajv';
import sodium from 'libsodium-wrappers';
import description from './github-openapi.json';
import { githubToken } from './some-inputs';
import {
  type Answer,
  type Match,
  matches,
  type RecordedRequest,
  type StandInServerOptions,
  startStandInServer,
} from './stand-in-server';

export interface GitHubOptions extends Pick<StandInServerOptions, 'tls'> {
  /** `/api/v3` makes it a GitHub Enterprise Server. */
  basePath?: string;
}

export const writeCheck: Match = { method: 'PUT', path: /\/GOTO_ACCESS_TOKEN_WRITE_CHECK$/ };
/** A write that is meant. */
export const write: Match = { method: 'PUT', path: /(?<!\/GOTO_ACCESS_TOKEN_WRITE_CHECK)$/ };

/** A secret as it stands before a test begins: a day old unless said otherwise. */
export interface SecretSeed {
  value: string;
  updatedAt?: string;
  visibility?: 'all' | 'private' | 'selected';
  selectedRepositoryIds?: number[];
}

interface PlaceSeed {
  secrets?: Record<string, string | SecretSeed>;
}

export type GitHubStandIn = Awaited<ReturnType<typeof startGitHub>>;

/**
 * A server that behaves like the part of GitHub's REST API that manages secrets. Every request, and
 * every answer that no test has planned, is held against GitHub's own description: what it does not
 * allow makes `close` reject.
 */
export async function startGitHub({ basePath = '', ...secure }: GitHubOptions = {}) {
  await sodium.ready;
  const places = new Map<string, GitHubPlace>();
  const repositories = new Map<string, object>();

  const add = (place: GitHubPlace): GitHubPlace => {
    places.set(caseless(place.path), place);
    return place;
  };
  const apiPath = ({ path }: RecordedRequest) =>
    path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : '';

  const locate = (path: string) => {
    const [, secrets = '', name = '', list] =
      /^(.+?\/secrets)\/([^/]+)(\/repositories)?$/.exec(path) ?? [];
    const place = places.get(caseless(secrets));
    return place && { place, name, isList: list !== undefined };
  };

  const respond = (request: RecordedRequest): Answer => {
    const { method, headers } = request;
    const [, token] = /^(?:bearer|token) (.+)$/i.exec(headers.authorization ?? '') ?? [];
    if (token !== github.token) return badCredentials();
    const path = apiPath(request);
    const { place, name = '', isList } = locate(path) ?? {};
    // GitHub looks at the permission before it looks at what is sent.
    if (place && method === 'PUT' && github.access === 'read') return notForPersonalTokens();
    if (place && method === 'PUT') return place.write(name, JSON.parse(request.body));
    if (place) return place.read(name, isList ? request.query : undefined);
    const [, repository, environment, policies] = environmentPath.exec(path) ?? [];
    if (repository !== undefined && repositories.has(caseless(repository))) {
      const secrets = `${repository}/environments/${environment}/secrets`;
      if (method === 'PUT') add(new GitHubPlace(secrets));
      if (!places.has(caseless(secrets))) return notFound();
      return { status: 200, body: policies ? {} : someEnvironment };
    }
    const record = repositories.get(caseless(path));
    return record ? { status: 200, body: record } : notFound();
  };

  const server = await startStandInServer({
    ...secure,
    inspect: (request) => {
      // What GitHub's description does not allow: a write without a value, which can store nothing.
      const isCheck = matches(writeCheck, request) && request.body === '{}';
      if (!isCheck) checkRequest(request, apiPath(request));
    },
    respond: (request) => {
      const answer = respond(request);
      checkAnswer(request, apiPath(request), answer);
      return answer;
    },
  });

  const github = {
    ...server,
    url: `${server.origin}${basePath}`,
    token: githubToken,
    access: 'write' as 'write' | 'read',
    addRepository: (
      repository: string,
      { id = 1_296_269, secrets }: PlaceSeed & { id?: number } = {},
    ) => {
      const path = `/repos/${repository}`;
      const more = { full_name: repository, private: true, default_branch: 'trunk' };
      repositories.set(caseless(path), { ...someRepository, id, ...more });
      return add(new GitHubPlace(`${path}/actions/secrets`, secrets));
    },
    addEnvironment: (repository: string, environment: string, { secrets }: PlaceSeed = {}) => {
      const path = `/repos/${repository}/environments/${encodeURIComponent(environment)}`;
      return add(new GitHubPlace(`${path}/secrets`, secrets));
    },
    addOrganization: (organization: string, { secrets }: PlaceSeed = {}) =>
      add(new GitHubPlace(`/orgs/${organization}/actions/secrets`, secrets)),
    places: () => [...places.values()],
    /** The `PUT` requests that reached it, refused ones included, without the write checks. */
    writes: () => server.requests.filter((request) => matches(write, request)),
  };
  return github;
}

const environmentPath =
  /^(\/repos\/[^/]+\/[^/]+)\/environments\/([^/]+)(\/deployment-branch-policies)?$/;

/** Owners, repositories and environments are the same in any case and any percent-encoding. */
const caseless = (path: string): string =>
  path
    .split('/')
    .map((segment) => encodeURIComponent(decodeURIComponent(segment).toLowerCase()))
    .join('/');

export interface StoredSecret extends Required<Omit<SecretSeed, 'visibility'>> {
  name: string;
  /** What every write opened to, oldest first. The seed is not among them. */
  written: string[];
  visibility: SecretSeed['visibility'] | undefined;
}

type KeyPair = Record<'publicKey' | 'privateKey', Uint8Array>;

interface SecretWrite extends Partial<Record<'encrypted_value' | 'key_id', string>> {
  visibility?: SecretSeed['visibility'];
  selected_repository_ids?: number[];
}

export class GitHubPlace {
  /** Where its secrets are in the API: `/repos/o/r/actions/secrets`. */
  readonly path: string;
  readonly #secrets = new Map<string, StoredSecret>();
  readonly #keys = new Map<string, KeyPair>();
  #keyId = '';

  constructor(path: string, seeds: Record<string, string | SecretSeed> = {}) {
    this.path = path;
    this.rotateKey();
    const yesterday = timestamp(Date.now() - 24 * 60 * 60 * 1000);
    for (const [name, seed] of Object.entries(seeds)) {
      this.#keep(name, {
        written: [],
        updatedAt: yesterday,
        visibility: path.startsWith('/orgs/') ? 'private' : undefined,
        selectedRepositoryIds: [],
        ...(typeof seed === 'string' ? { value: seed } : seed),
      });
    }
  }

  /** 'octo/webinars', 'octo/webinars/production', 'octo' */
  get label(): string {
    const names = this.path.replace(/^\/(repos|orgs)\//, '').replace(/(\/actions)?\/secrets$/, '');
    return decodeURIComponent(names.replace('/environments/', '/'));
  }

  get keyIds(): string[] {
    return [...this.#keys.keys()];
  }

  get secrets(): StoredSecret[] {
    return [...this.#secrets.values()];
  }

  get publicKey(): { key_id: string; key: string } {
    const { publicKey } = this.#keys.get(this.#keyId) as KeyPair;
    return { key_id: this.#keyId, key: Buffer.from(publicKey).toString('base64') };
  }

  /** A secret by its name in any case. Throws if there is none: a test asks for what it expects. */
  secret(name: string): StoredSecret {
    const secret = this.#secrets.get(name.toUpperCase());
    if (secret === undefined) throw new Error(`There is no secret ${name} at ${this.path}.`);
    return secret;
  }

  remove(name: string): void {
    this.#secrets.delete(name.toUpperCase());
  }

  rotateKey(): void {
    this.#keyId = String(randomBytes(8).readBigUInt64BE());
    this.#keys.set(this.#keyId, sodium.crypto_box_keypair());
  }

  /** Opens a sealed value, under an older key of the place too; undefined where it does not open. */
  open(encryptedValue: string, keyId = this.#keyId): string | undefined {
    const pair = this.#keys.get(keyId);
    try {
      const sealed = sodium.from_base64(encryptedValue, sodium.base64_variants.ORIGINAL);
      const opened = pair && sodium.crypto_box_seal_open(sealed, pair.publicKey, pair.privateKey);
      return opened && sodium.to_string(opened);
    } catch {
      return undefined;
    }
  }

  read(name: string, page?: URLSearchParams): Answer {
    if (name === 'public-key') return { status: 200, body: this.publicKey };
    const secret = this.#secrets.get(name.toUpperCase());
    if (secret === undefined) return notFound();
    const { updatedAt, visibility, selectedRepositoryIds: all } = secret;
    const times = { created_at: '2026-01-01T00:00:00Z', updated_at: updatedAt };
    if (!page) return { status: 200, body: { name: secret.name, ...times, visibility } };
    const size = Number(page.get('per_page') ?? 30);
    const from = (Number(page.get('page') ?? 1) - 1) * size;
    const ids = all.slice(from, from + size);
    const repositories = ids.map((id) => ({ ...someListed, id }));
    return { status: 200, body: { total_count: all.length, repositories } };
  }

  write(name: string, { encrypted_value, key_id, ...sharing }: SecretWrite): Answer {
    if (encrypted_value === undefined) return githubError(422, 'There is no encrypted_value.');
    if (key_id !== this.#keyId) return githubError(422, 'The key_id is not the current one.');
    const value = this.open(encrypted_value);
    if (value === undefined) return githubError(422, 'The encrypted_value cannot be opened.');
    const known = this.#secrets.get(name.toUpperCase());
    this.#keep(name, {
      value,
      written: [...(known?.written ?? []), value],
      updatedAt: timestamp(Date.now()),
      visibility: sharing.visibility,
      // As at GitHub, ids that are not sent again are gone.
      selectedRepositoryIds: sharing.selected_repository_ids ?? [],
    });
    return known === undefined ? { status: 201, body: {} } : { status: 204 };
  }

  #keep(name: string, secret: Omit<StoredSecret, 'name'>): void {
    this.#secrets.set(name.toUpperCase(), { name: name.toUpperCase(), ...secret });
  }
}

const timestamp = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

export function githubError(
  status: number,
  message: string,
  headers: Record<string, string> = {},
): Answer {
  const documentation_url = 'https://docs.github.com/rest/actions/secrets';
  return { status, headers, body: { message, documentation_url, status: String(status) } };
}

export const badCredentials = (): Answer => githubError(401, 'Bad credentials');
export const notFound = (): Answer => githubError(404, 'Not Found');

/** What a fine-grained token gets that lacks the permission. */
export const notForPersonalTokens = (): Answer =>
  githubError(403, 'Resource not accessible by personal access token', {
    'x-accepted-github-permissions': 'secrets=write',
  });

export class DescriptionError extends Error {
  override readonly name = 'DescriptionError';
}

interface Schema {
  type?: string;
  required?: string[];
  additionalProperties?: boolean;
  enum?: unknown[];
  nullable?: boolean;
  format?: string;
  items?: Schema;
  properties?: Record<string, Schema>;
}

interface Content {
  content?: { 'application/json': { schema: Schema } };
}

interface Operation {
  parameters: { name: string; in: string; schema: Schema }[];
  requestBody?: Content;
  responses: Record<string, Content>;
}

/** Without the fields that a schema does not name: GitHub ignores them, so they are mistakes. */
const {
  paths,
  components: { schemas },
}: {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<'error', Schema> };
} = JSON.parse(JSON.stringify(description), (_key, value) =>
  value?.properties ? { additionalProperties: false, ...value } : value,
);

const schemaOf = (described: Content | undefined) =>
  described?.content?.['application/json'].schema;

/** Literal paths come first in the description. */
const operations = Object.entries(paths).flatMap(([template, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    method: method.toUpperCase(),
    path: new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`),
    request: requestSchema(operation),
    responses: operation.responses,
  })),
);

function requestSchema({ parameters, requestBody }: Operation): Schema {
  const text = (pattern: string) => ({ type: 'string', pattern });
  // What GitHub's documentation, and not its description, says of headers.
  const headers = {
    'user-agent': text('.'),
    authorization: text('^(Bearer|token) \\S+$'),
    // gh names previews of old.
    accept: text('application/vnd\\.github\\b|\\*/\\*'),
    'x-github-api-version': text('^2022-11-28$'),
    'content-type': text('^application/json\\b'),
  };
  const inQuery = parameters.filter((parameter) => parameter.in === 'query');
  const query = Object.fromEntries(inQuery.map(({ name, schema }) => [name, schema]));
  const body = schemaOf(requestBody);
  const properties = {
    query: { type: 'object', properties: query, additionalProperties: false },
    headers: {
      type: 'object',
      properties: headers,
      required: ['user-agent', 'authorization', ...(body ? ['content-type'] : [])],
    },
    ...(body && { body }),
  };
  const required = Object.keys(properties);
  return { type: 'object', properties, required, additionalProperties: false };
}

const ajv = new Ajv({
  allErrors: true,
  strict: true,
  formats: {
    int64: true,
    uri: (text: string) => URL.canParse(text),
    'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  },
});

/** @param path without the base path of the API, with the slash in front */
function checkRequest(request: RecordedRequest, path: string): void {
  const { query, headers, body } = request;
  // Everything is text in a query.
  const asked = [...query].map(([name, text]) => [name, /^\d+$/.test(text) ? Number(text) : text]);
  check(request, findOperation(request, path)?.request, {
    query: Object.fromEntries(asked),
    headers,
    ...(body !== '' && { body: JSON.parse(body) }),
  });
}

export function checkAnswer(request: RecordedRequest, path: string, answer: Answer): void {
  const { status, body } = answer;
  const described = findOperation(request, path)?.responses[status];
  if (described && !described.content && body === undefined) return;
  // GitHub describes few refusals, and all of them have the same fields.
  const schema = status >= 400 ? schemas.error : schemaOf(described);
  // As it is sent: without what is undefined.
  check(request, schema, JSON.parse(JSON.stringify(body ?? null)));
}

const findOperation = ({ method }: RecordedRequest, path: string) =>
  operations.find((operation) => operation.method === method && operation.path.test(path));

function check(request: RecordedRequest, schema: Schema | undefined, value: unknown): void {
  const wrong = schema ? [] : ['GitHub does not describe this'];
  if (schema && !ajv.validate(schema, value)) {
    for (const { instancePath, message, params } of ajv.errors ?? []) {
      wrong.push(`${instancePath} ${message} ${JSON.stringify(params)}`);
    }
  }
  if (wrong.length === 0) return;
  throw new DescriptionError(`${request.method} ${request.target}: ${wrong.join('; ')}`);
}

const answerTo = (path: string): Schema => schemaOf(paths[path]?.get?.responses[200]) ?? {};
const sharing = answerTo('/orgs/{org}/actions/secrets/{secret_name}/repositories');

const someRepository = sample(answerTo('/repos/{owner}/{repo}')) as object;
const someListed = sample(sharing.properties?.repositories?.items ?? {}) as object;
const someEnvironment = sample(
  answerTo('/repos/{owner}/{repo}/environments/{environment_name}'),
) as object;

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
