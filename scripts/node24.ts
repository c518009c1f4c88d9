import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

// Writes node24/action.yml: the same action, declared for Node 24.
//
// `main` points outside that folder. The runner downloads the whole repository, whichever folder
// `uses` names, and only requires that folder and `main`, joined, to be a file
// (NodeScriptActionHandler.cs of actions/runner). save/action.yml of actions/cache does the same.

const root = new URL('../', import.meta.url);
const header =
  '# Made from ../action.yml by scripts/node24.ts, in "npm run build". Edit that file, not this one.\n\n';
const declaration = readFileSync(new URL('action.yml', root), 'utf8');
const forNode24 = [
  ['\n  using: node20\n', '\n  using: node24\n'],
  ['\n  main: dist/', '\n  main: ../dist/'],
  ['\n  post: dist/', '\n  post: ../dist/'],
].reduce(replaceOnce, declaration);
mkdirSync(new URL('node24/', root), { recursive: true });
writeFileSync(new URL('node24/action.yml', root), header + forNode24);

function replaceOnce(text: string, [from = '', to = '']: string[]): string {
  const pieces = text.split(from);
  if (pieces.length !== 2) {
    throw new Error(`scripts/node24.ts expects exactly one line "${from.trim()}" in action.yml.`);
  }
  return pieces.join(to);
}
