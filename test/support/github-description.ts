import { Ajv, type ValidateFunction } from 'ajv';
import type { Answer, RecordedRequest } from './faults';
import description from './github-openapi.json';

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
