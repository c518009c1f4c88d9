import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

export const actionYml = fileURLToPath(new URL('../../action.yml', import.meta.url));

interface Declaration {
  inputs?: Record<string, { default?: unknown } | null>;
}

/**
 * The `INPUT_*` variables the runner sets: for each input that the action declares what the step
 * gives, else the declared default, else nothing. A name that is not declared is a slip in a test.
 */
export function inputVariables(
  given: Record<string, string>,
  env: Record<string, string>,
  declarationFile: string = actionYml,
): Record<string, string> {
  const declaration = parse(readFileSync(declarationFile, 'utf8')) as Declaration;
  const declared = declaration.inputs ?? {};
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(declared, name));
  if (unknown.length > 0) {
    throw new Error(`action.yml declares no input named ${unknown.join(', ')}.`);
  }
  return Object.fromEntries(
    Object.entries(declared).map(([name, input]) => [
      `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
      given[name] ?? resolve(String(input?.default ?? ''), env),
    ]),
  );
}

function resolve(text: string, env: Record<string, string>): string {
  const contexts: Record<string, string | undefined> = {
    'github.repository': env.GITHUB_REPOSITORY,
    'github.api_url': env.GITHUB_API_URL,
    'github.server_url': env.GITHUB_SERVER_URL,
  };
  return text.replaceAll(/\$\{\{\s*(.*?)\s*\}\}/g, (_expression, name: string) => {
    if (!Object.hasOwn(contexts, name)) throw new Error(`A default uses an unknown ${name}.`);
    return contexts[name] ?? '';
  });
}
