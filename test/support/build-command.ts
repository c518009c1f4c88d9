import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bin } from '../../package.json';
import { runProcess } from './process';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The command as it is built, by the path that the package gives it. */
export const builtCommand = join(root, bin['goto-access-token']);

/** Builds the command where there is none, or one that is older than what it is made of. */
export default async function buildCommand(): Promise<void> {
  const sources = ['src', 'scripts'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) =>
      join(folder, path),
    ),
  );
  const paths = [...sources, 'package.json', 'package-lock.json', 'tsconfig.json'];
  const newest = Math.max(...paths.map((path) => statSync(join(root, path)).mtimeMs));
  if (existsSync(builtCommand) && statSync(builtCommand).mtimeMs > newest) return;
  const args = ['scripts/bundle.ts', 'build', 'src/command/index.ts', '--quiet'];
  const { exitCode, stderr } = await runProcess([process.execPath, '--import', 'tsx', ...args], {
    cwd: root,
    timeLimitMs: 120_000,
  });
  if (exitCode !== 0) throw new Error(`The command could not be built:\n${stderr}`);
}
