import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProcess } from '../support/process';

const folder = fileURLToPath(new URL('.', import.meta.url));
const bin = join(folder, 'bin');

/**
 * Runs a workflow of this repository under act, on this machine and without containers.
 *
 * @param home an empty folder, where everything that act and the steps write goes
 * @param env what the steps find beside the usual variables
 */
export async function act(
  workflow: string,
  { home, env }: { home: string; env: Record<string, string> },
): Promise<{ exitCode: number | null; text: string }> {
  if (!existsSync(join(bin, 'act')) || !existsSync(join(bin, 'gh'))) {
    throw new Error('act and gh are not there. test/e2e/install builds them; it takes Go.');
  }
  const { npm_config_cache: npmCache, npm_config_userconfig: npmSettings } = process.env;
  const { exitCode, lines } = await runProcess(
    [
      join(bin, 'act'),
      'workflow_dispatch',
      ...['--workflows', join('.github', 'workflows', workflow)],
      ...['--platform', 'ubuntu-latest=-self-hosted'],
      ...['--env', 'GITHUB_REPOSITORY=octo/webinars'],
      // Left out, act takes the token of the developer's own gh.
      ...['--secret', 'GITHUB_TOKEN='],
      ...['--env-file', '--secret-file', '--var-file', '--input-file'].flatMap((flag) => [
        flag,
        '/dev/null',
      ]),
      ...['--action-cache-path', join(home, 'jobs')],
      '--no-cache-server',
      '--rm',
    ],
    {
      cwd: join(folder, '..', '..'),
      // All of it: act hands its own environment on to the steps.
      env: {
        HOME: home,
        TMPDIR: home,
        PATH: [bin, dirname(process.execPath), ...searchPath()].join(delimiter),
        // npm finds here what the repository was installed with, and needs no network.
        npm_config_cache: npmCache ?? join(homedir(), '.npm'),
        npm_config_userconfig: npmSettings ?? join(homedir(), '.npmrc'),
        NO_COLOR: '1',
        ACT_DISABLE_VERSION_CHECK: '1',
        ...env,
      },
      timeLimitMs: 10 * 60 * 1000,
    },
  );
  return { exitCode, text: lines.map(({ text }) => text).join('\n') };
}

/** The PATH without what npm puts there for the scripts of this repository. */
function searchPath(): string[] {
  return (process.env.PATH ?? '').split(delimiter).filter((path) => !path.includes('node_modules'));
}
