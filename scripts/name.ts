import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Writes the name of the repository wherever OWNER/REPO stands for it, once:
//   npm run name -- octo/goto-access-token

const placeholder = 'OWNER/REPO';

// They are about the placeholder itself.
const exempt = ['scripts/name.ts', 'test/name.test.ts'];

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

function checkedName(args: string[]): string {
  const [name = ''] = args;
  const [owner = '', repository = ''] = name.split('/');
  if (args.length !== 1 || name !== `${owner}/${repository}` || name === placeholder) {
    throw new Error('Name the repository as owner/name: npm run name -- octo/goto-access-token');
  }
  // The underscore is for the short code of an enterprise, at the end of its managed users.
  if (!/^[a-z\d]+(-[a-z\d]+)*(_[a-z\d]+)?$/i.test(owner) || owner.length > 39) {
    throw new Error(
      `GitHub allows no owner ${JSON.stringify(owner)}: up to 39 letters and digits, with single hyphens between them.`,
    );
  }
  // "Repository limits" in GitHub's documentation.
  if (!/^[\w.-]{1,100}$/.test(repository) || /^\.{1,2}$|\.(git|wiki)$/i.test(repository)) {
    throw new Error(
      `GitHub allows no repository ${JSON.stringify(repository)}: up to 100 letters, digits, ".", "-" and "_", and no ".git" or ".wiki" at the end.`,
    );
  }
  return name;
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
