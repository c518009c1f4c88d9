import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// Puts the scripts of examples/scripts into the workflows of examples/, each with the functions of
// shared.cjs that it uses: whoever copies a workflow copies one file.

const folder = new URL('../examples/', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, folder), 'utf8');

/** The names of the examples that have a script. */
export const scripts = readdirSync(new URL('scripts/', folder))
  .filter((file) => file.endsWith('.cjs') && file !== 'shared.cjs')
  .map((file) => file.slice(0, -'.cjs'.length));

/** The workflow of an example, with its script as the file has it now. */
export function withScript(example: string): string {
  const indented = scriptOf(example).replaceAll(/^(?=.)/gm, ' '.repeat(12));
  const pieces = read(`${example}.yml`).split(/(?<=\n {10}script: \|\n)(?:(?: {12}.*)?\n)+/);
  if (pieces.length !== 2) throw new Error(`${example}.yml needs one step with a script.`);
  const [before = '', after = ''] = pieces;
  return `${before}${indented}${after && '\n'}${after}`;
}

/** What actions/github-script runs: what is in the file of an example, and what is shared. */
export const scriptOf = (example: string): string => {
  const own = ownScriptOf(example);
  return `${own}\n${functionsUsedBy(own).join('\n')}\n`;
};

/** The part of an example that it shares with none. A failure becomes one annotation, without a stack. */
function ownScriptOf(example: string): string {
  const start =
    'await main({ core, github, context }).catch(({ message }) => core.setFailed(message));';
  return withoutTypes(read(`scripts/${example}.cjs`))
    .replace(/^const \{[^}]*\} = require\('\.\/shared\.cjs'\);\n/m, '')
    .replace('module.exports = main;\n', `${start}\n`)
    .trimStart();
}

/** The functions of shared.cjs that a text calls, and those that they call, in the order of the file. */
function functionsUsedBy(text: string): string[] {
  const shared = withoutTypes(read('scripts/shared.cjs')).match(
    /^(?:\/\/.*\n)*(?:async )?function [\s\S]*?^\}$/gm,
  );
  const used = new Set([text]);
  for (const caller of used) {
    for (const [name] of caller.matchAll(/\b\w+(?=[(),])/g)) {
      const called = shared?.find((each) => each.includes(`function ${name}(`));
      if (called) used.add(called);
    }
  }
  return (shared ?? []).filter((each) => used.has(each));
}

const withoutTypes = (text: string) =>
  text.replaceAll(/^ *\/\*\* @.*\*\/\n/gm, '').replaceAll(/\/\*\* @.*?\*\/ /g, '');

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const example of scripts) {
    writeFileSync(new URL(`${example}.yml`, folder), withScript(example));
  }
}
