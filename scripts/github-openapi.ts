import { execFileSync, execSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Writes test/support/github-openapi.json: of GitHub's OpenAPI description, the operations that we
// call, without prose and examples, and of each answer the fields that are always there.
//
//   npx tsx scripts/github-openapi.ts          from the newest version of @octokit/openapi
//   npx tsx scripts/github-openapi.ts 23.0.2   from another one

/** JSON whose shape is GitHub's; `undefined` where it has no such field. */
// biome-ignore lint/suspicious/noExplicitAny: a document of 13 MB, of which we read a few fields
type Json = any;

const operations = {
  '/repos/{owner}/{repo}': ['get'],
  '/repos/{owner}/{repo}/actions/secrets/public-key': ['get'],
  '/repos/{owner}/{repo}/actions/secrets/{secret_name}': ['get', 'put'],
  '/repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs': ['get'],
  '/repos/{owner}/{repo}/environments/{environment_name}': ['get', 'put'],
  '/repos/{owner}/{repo}/environments/{environment_name}/deployment-branch-policies': ['post'],
  '/repos/{owner}/{repo}/environments/{environment_name}/secrets/public-key': ['get'],
  '/repos/{owner}/{repo}/environments/{environment_name}/secrets/{secret_name}': ['get', 'put'],
  '/orgs/{org}/actions/secrets/public-key': ['get'],
  '/orgs/{org}/actions/secrets/{secret_name}': ['get', 'put'],
  '/orgs/{org}/actions/secrets/{secret_name}/repositories': ['get'],
};

const target = fileURLToPath(new URL('../test/support/github-openapi.json', import.meta.url));
const { description, license } = download(process.argv[2] ?? 'latest');
const fragment = {
  openapi: description.openapi,
  info: {
    title: 'The operations of GitHub that we call. Made by scripts/github-openapi.ts.',
    version: `@octokit/openapi ${description.info.version}`,
    license: { name: 'MIT', 'x-text': license },
  },
  paths: Object.fromEntries(
    Object.entries(operations).map(([path, methods]) => [
      path,
      Object.fromEntries(
        methods.map((method) => [method, toOperation(description.paths[path][method])]),
      ),
    ]),
  ),
  components: { schemas: { error: toSchema(description.components.schemas['basic-error']) } },
};
writeFileSync(target, JSON.stringify(fragment));
execSync(`npx biome format --write "${target}"`, { stdio: 'inherit' });

function download(version: string): { description: Json; license: string } {
  const folder = mkdtempSync(join(tmpdir(), 'github-openapi-'));
  try {
    // On Windows, npm and npx are scripts, which only a shell starts.
    const pack = `npm pack "@octokit/openapi@${version}" --silent --pack-destination "${folder}"`;
    const archive = execSync(pack, { encoding: 'utf8' }).trim();
    execFileSync('tar', ['-xzf', join(folder, archive), '-C', folder]);
    const read = (file: string) => readFileSync(join(folder, 'package', file), 'utf8');
    return {
      description: JSON.parse(read('generated/api.github.com.json')),
      license: read('LICENSE').replace(/\s+/g, ' ').trim(),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function toOperation({ operationId, parameters = [], requestBody, responses }: Json): Json {
  const bodies = Object.entries<Json>(responses).filter(([status]) => /^2/.test(status));
  return {
    operationId,
    parameters: parameters.map(toParameter),
    ...(requestBody && { requestBody: toContent(requestBody, toSchema) }),
    responses: Object.fromEntries(
      bodies.map(([status, response]) => [status, toContent(resolve(response), toAnswer)]),
    ),
  };
}

function toParameter(reference: Json): Json {
  const { name, in: where, required = false, schema, description: prose } = resolve(reference);
  // GitHub states the largest page in prose only.
  const [, maximum] = /\(max (\d+)\)/.exec(prose) ?? [];
  const more = maximum === undefined ? {} : { minimum: 1, maximum: Number(maximum) };
  return { name, in: where, required, schema: { ...toSchema(schema), ...more } };
}

function toContent({ content }: Json, convert: (schema: Json) => Json): Json {
  const json = content?.['application/json'];
  return json ? { content: { 'application/json': { schema: convert(json.schema) } } } : {};
}

/** A schema as it is, without what does not bind. */
function toSchema(reference: Json): Json {
  return convert(reference, (schema) => Object.keys(schema.properties));
}

/** A schema with the required fields alone; the others would make the fragment ten times as large. */
function toAnswer(reference: Json): Json {
  return convert(reference, (schema) => schema.required ?? []);
}

function convert(reference: Json, fieldsOf: (schema: Json) => string[]): Json {
  const schema = resolve(reference);
  const { type, nullable, format, pattern, enum: values, items, properties, required } = schema;
  const bound = { type, nullable, format, pattern, enum: values, required };
  return {
    ...bound,
    ...(schema.additionalProperties === false && { additionalProperties: false }),
    ...(items && { items: convert(items, fieldsOf) }),
    ...(properties && {
      properties: Object.fromEntries(
        fieldsOf(schema).map((name) => [name, convert(properties[name], fieldsOf)]),
      ),
    }),
    ...(schema.oneOf && { oneOf: schema.oneOf.map((one: Json) => convert(one, fieldsOf)) }),
    ...(schema.anyOf && { anyOf: schema.anyOf.map((one: Json) => convert(one, fieldsOf)) }),
    ...(schema.allOf && { allOf: schema.allOf.map((one: Json) => convert(one, fieldsOf)) }),
  };
}

function resolve(reference: Json): Json {
  if (reference.$ref === undefined) return reference;
  const path: string[] = reference.$ref.slice('#/'.length).split('/');
  return resolve(path.reduce((part: Json, key) => part[key], description));
}
