import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProcess } from '../support/process';
import { secretName } from '../support/world';
import type { Account } from './stand-ins';

/*
 * npm run test:e2e: .github/workflows/e2e.yml under act, on this machine and without containers. Most of
 * what is to hold is asserted by the steps themselves; here is what only the log can tell.
 */

const root = fileURLToPath(new URL('../..', import.meta.url));
const bin = join(root, 'test', 'e2e', 'bin');

/** @param home an empty folder, where everything that act and the steps write goes */
async function act(home: string, env: Record<string, string>) {
  if (!existsSync(join(bin, 'act')) || !existsSync(join(bin, 'gh'))) {
    throw new Error('act and gh are not there. test/e2e/install builds them; it takes Go.');
  }
  const { PATH = '', npm_config_cache: npmCache, npm_config_userconfig: npmSettings } = process.env;
  // Without what npm puts there for the scripts of this repository.
  const searchPath = PATH.split(delimiter).filter((path) => !path.includes('node_modules'));
  const files = ['--env-file', '--secret-file', '--var-file', '--input-file'];
  return runProcess(
    [
      join(bin, 'act'),
      'workflow_dispatch',
      ...['--workflows', '.github/workflows/e2e.yml'],
      ...['--platform', 'ubuntu-latest=-self-hosted'],
      ...['--env', 'GITHUB_REPOSITORY=octo/webinars'],
      // Left out, act takes the token of the developer's own gh.
      ...['--secret', 'GITHUB_TOKEN='],
      ...files.flatMap((flag) => [flag, '/dev/null']),
      ...['--action-cache-path', join(home, 'jobs')],
      '--no-cache-server',
      '--rm',
    ],
    {
      cwd: root,
      // All of it: act hands its own environment on to the steps.
      env: {
        HOME: home,
        TMPDIR: home,
        PATH: [bin, dirname(process.execPath), ...searchPath].join(delimiter),
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
}

/** One step as act's log shows it. */
interface LoggedStep {
  /** as the log names it, with the number of the matrix: 'recovery, environment-2' */
  job: string;
  name: string;
  /** what the step printed, masked */
  printed: string[];
}

/** Reads the log by job and step: act runs jobs side by side, so that their lines are mixed. */
function readSteps(lines: string[]): LoggedStep[] {
  const steps: LoggedStep[] = [];
  for (const line of lines) {
    const [, job = '', rest = ''] = /^\[[^/]+\/(.+?) *\](.*)$/.exec(line) ?? [];
    const [, name] = /^ ⭐ Run (?:Main )?((?:Post )?.+)$/.exec(rest) ?? [];
    const [, printed] = /^ {3}\| (.*)$/.exec(rest) ?? [];
    if (name !== undefined) steps.push({ job, name, printed: [] });
    if (printed !== undefined) steps.findLast((step) => step.job === job)?.printed.push(printed);
  }
  return steps;
}

const inEachPlace = ['repository-1', 'environment-2', 'organization-3'];
const recoveries = inEachPlace.map((place) => `recovery, ${place}`);
const ends = ['step-1', 'composite-2', 'nested-3'].map((way) => `end of job, ${way}`);
const jobs = ['first', 'second', ...recoveries, ...ends];
const byJob = (of: string[], value: (job: string) => unknown) =>
  Object.fromEntries(of.map((job) => [job, value(job)]));

function checkLog(lines: string[], accounts: Account[]): void {
  const steps = readSteps(lines);
  const printed = (job: string, step: RegExp, match: RegExp) =>
    steps
      .filter(({ name }) => step.test(name))
      .flatMap((each) => (each.job === job ? each.printed : []))
      .filter((line) => match.test(line));
  /** As a person would copy it: up to the next empty line. */
  const command = (job: string, step: RegExp) => {
    const all = printed(job, step, /^/);
    const begin = all.findIndex((line) => line.startsWith('gh api '));
    assert(begin >= 0, `${job}: there is a command in ${step}`);
    const end = all.indexOf('', begin);
    return all.slice(begin, end < 0 ? undefined : end);
  };
  const atEnd = (job: string) => printed(job, /^Post Get a GoTo/, /^(?!::)/);
  const secrets = accounts.map(({ confidential }) => new Set(confidential));
  const secret = `${secretName} of repository octo/webinars`;

  assert.deepEqual(
    {
      succeeded: lines
        .flatMap((line) => /^\[[^/]+\/(.+?) *\].*Job succeeded$/.exec(line)?.[1] ?? [])
        .sort(),
      accessToken: byJob(jobs, (job) => printed(job, /^/, /^The access token is /)),
      refreshToken: byJob(
        jobs,
        (job) => new Set(printed(job, /^/, /^The stored refresh token is /)),
      ),
      secrets: secrets.map(({ size }) => size),
      leaks: lines.filter((line) =>
        secrets.some((values) => [...values].some((value) => line.includes(value))),
      ),
      pasted: byJob(recoveries, (job) => command(job, /^Paste the command /)),
      stored: atEnd('end of job, step-1'),
      leftAlone: atEnd('recovery, repository-1').map(
        (line) => /^(.+) was written since /.exec(line)?.[1],
      ),
      nothingToDo: atEnd('first'),
    },
    {
      succeeded: [...jobs].sort(),
      accessToken: byJob(jobs, () => ['The access token is ***.']),
      refreshToken: byJob(jobs, () => new Set(['The stored refresh token is ***.'])),
      secrets: jobs.map(() => 6),
      leaks: [],
      pasted: byJob(recoveries, (job) => command(job, /cannot be kept alive/)),
      stored: [
        `Stored the new refresh token in ${secret}.`,
        `The command for ${secret} is not needed any more.`,
      ],
      leftAlone: [secret],
      nothingToDo: [],
    },
  );
}

async function readAccounts(folder: string): Promise<Account[]> {
  const files = (await readdir(folder)).map((file) => readFile(join(folder, file), 'utf8'));
  return (await Promise.all(files)).map((text) => JSON.parse(text));
}

/** Every file of the work tree that is new or changed, ignored ones too. */
const workTree = () =>
  execFileSync('git', ['status', '--porcelain', '--ignored'], { cwd: root, encoding: 'utf8' });

const treeBefore = workTree();
const home = await mkdtemp(join(tmpdir(), 'e2e-'));
try {
  const accounts = join(home, 'accounts');
  await mkdir(accounts);
  const { exitCode, lines, durationMs } = await act(home, { E2E_ACCOUNTS: accounts });
  const log = lines.map(({ text }) => text);
  try {
    checkLog(log, await readAccounts(accounts));
    assert.equal(exitCode, 0, 'act ended well');
    assert.equal(workTree(), treeBefore);
    console.log(
      `All ${jobs.length} jobs went as expected, in ${Math.round(durationMs / 1000)} seconds.`,
    );
  } catch (failure) {
    console.log(`The log of act:\n\n${log.join('\n')}\n`);
    throw failure;
  }
} finally {
  await rm(home, { recursive: true, force: true });
}
