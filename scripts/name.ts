import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkedName, placeholder } from './repository-name';

// Writes the name of the repository wherever OWNER/REPO stands for it, once:
//   npm run name -- octo/goto-access-token

// They are about the placeholder itself.
const exempt = ['scripts/name.ts', 'scripts/repository-name.ts'];

const root = fileURLToPath(new URL('../', import.meta.url));

try {
  const name = checkedName(process.argv.slice(2));
  expectCleanTree();
  const files = filesWithPlaceholder();
  for (const file of files) {
    const path = join(root, file);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(placeholder, name));
  }
  console.log(`Wrote ${name} in place of ${placeholder} in these files:`);
  for (const file of files) console.log(`  ${file}`);
  console.log(
    'Next: npm run format && npm run build && npm run check, then look at git diff and commit.',
  );
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}

/** What is not committed could not be told from what is written here, nor taken back by git. */
function expectCleanTree(): void {
  if (git('status', '--porcelain') !== '') {
    throw new Error('There are changes that are not committed. Commit or stash them first.');
  }
}

function filesWithPlaceholder(): string[] {
  const pathspecs = ['.', ...exempt.map((path) => `:(exclude)${path}`)];
  const options = ['--files-with-matches', '-I', '--null', '--fixed-strings'];
  let found: string;
  try {
    found = git('grep', ...options, '-e', placeholder, '--', ...pathspecs);
  } catch (error) {
    // git grep exits with 1 when it finds nothing.
    if ((error as { status?: number }).status !== 1) throw error;
    throw new Error(`${placeholder} stands nowhere any more: the repository was named before.`);
  }
  return found.split('\0').filter((file) => file !== '');
}

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: root, encoding: 'utf8' });
}
