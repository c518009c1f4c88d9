import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

// Makes node24/action.yml: the same action, declared for Node 24.
//
// `main` leads out of its folder. The runner downloads the whole repository whatever folder of it
// `uses` names, joins that folder and `main`, and asks only that there is such a file
// (NodeScriptActionHandler.cs of actions/runner). save/action.yml of actions/cache does the same.

const root = new URL('../', import.meta.url);

const header = `# Made from ../action.yml by scripts/node24.ts, in "npm run build". Edit that file, not this one.

`;

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
    throw new Error(
      `action.yml has not one line "${from.trim()}": scripts/node24.ts looks for it.`,
    );
  }
  return pieces.join(to);
}
