import { expect, it } from 'vitest';
import { version } from '../../package.json';
import {
  type CommandDriver,
  type CommandOptions,
  type CommandRun,
  commandDrivers,
  commandSource,
  describeEach,
} from '../support/command';
import { clientSecret, githubToken } from '../support/some-inputs';

/** Runs the command where all it needs is there, and nothing that it could reach. */
async function run(
  driver: CommandDriver,
  args: string[],
  options: Partial<CommandOptions> = {},
): Promise<CommandRun> {
  const env = {
    GOTO_CLIENT_ID: 'client-1',
    GOTO_CLIENT_SECRET: clientSecret,
    GH_TOKEN: githubToken,
  };
  const command = driver.start({ args, env, ...options });
  try {
    return await command.result;
  } finally {
    await command.dispose();
  }
}

const repo = ['authorize', '--repo', 'octo/webinars'];
const urls = [
  'http://example.com',
  'example.com',
  'ftp://localhost',
  'https://user:pw@example.com',
];

const wrong: string[][] = [
  [],
  ['authorise'],
  ['authorize', ...repo],
  [...repo, '--quick'],
  [...repo, '-p', '1'],
  [...repo, '--client-secret', 's3cret'],
  [...repo, '--github-token=s3cret'],
  ['authorize', '--repo'],
  [...repo, '--no-open=false'],
  ['authorise'],
  ...['', 'webinars', 'https://github.com/a/b', '../octo', '///'].map((name) => [
    ...['authorize', '--repo', name],
  ]),
  ...['', 'a\nb', '..'].map((name) => [...repo, '--env', name]),
  ['authorize', '--org', 'a', '--env', 'b'],
  ['authorize', '--org', ''],
  ['authorize', '--org', 'a', '--repo', '///'],
  ['authorize', '--org', 'a', '--visibility', 'public'],
  ['authorize', '--repo', 'a/b', '--repo', 'https://github.com/a/c'],
  [...repo, '--check', '--write'],
  [...repo, '--visibility', 'all'],
  ['authorize', '--org', 'a', '--visibility', 'selected'],
  ...['A-B', 'GITHUB_X', '1A', '', 'goto_client_id', 'SECRETS_WRITER_TOKEN'].map((name) => [
    ...[...repo, '--secret-name', name],
  ]),
  ...['0', '65536', '-1', '8976.5', '0x50', ' 80', 'http', '', '99999999999'].map((port) => [
    ...[...repo, `--port=${port}`],
  ]),
  ...['0', '86401', '-5', '1.5', '1e3', 'soon', ''].map((seconds) => [
    ...[...repo, `--timeout=${seconds}`],
  ]),
  ...['', ' ', 'a"b', 'a\\b'].map((scope) => [...repo, '--scope', scope]),
  ...['--authorize-url', '--token-url', '--github-api-url'].flatMap((option) =>
    urls.map((url) => [...repo, option, url]),
  ),
];

describeEach([commandSource], 'wrong arguments', (driver) => {
  it('are answered with what is wrong, and where the options are listed', async ({ expect }) => {
    const answers: string[] = [];
    for (const args of wrong) {
      const { exitCode, stdout, stderr } = await run(driver, args);
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
      const [problem, next, ...more] = stderr.split('\n');
      expect([next, more]).toEqual(['All options: goto-access-token --help', ['']]);
      answers.push(
        `$ goto-access-token ${args.map((arg) => JSON.stringify(arg)).join(' ')}\n${problem}\n`,
      );
    }
    expect(answers.map((answer) => answer.split('\n').slice(1)).join('\n')).not.toMatch(
      /s3cret|user:pw/,
    );
    await expect(answers.join('\n')).toMatchFileSnapshot('transcripts/usage/wrong-arguments.txt');
  });
});

describeEach(commandDrivers, 'the usage', (driver) => {
  it.each([
    [['--help']],
    [['authorize', '--help']],
    [['--help', 'authorize', '--port=x', '--version']],
  ])('is printed: %j', async (args) => {
    const { exitCode, stdout, stderr } = await run(driver, args, { env: {} });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: goto-access-token authorize \[options\]\n/);
  });

  it('is as written', async ({ expect }) => {
    const { stdout } = await run(driver, ['--help'], { env: {} });
    await expect(stdout).toMatchFileSnapshot('transcripts/usage/help.txt');
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('is not printed with the version', async () => {
    const { exitCode, stdout, stderr } = await run(driver, ['--version'], { env: {} });
    expect({ exitCode, stdout, stderr }).toEqual({
      exitCode: 0,
      stdout: `${version}\n`,
      stderr: '',
    });
  });

  it('is pointed out where the remote origin names no repository', async () => {
    const origin = '/srv/git/team/webinars.git';
    const { exitCode, stderr } = await run(driver, ['authorize'], { origin });
    expect(exitCode, stderr).toBe(2);
    expect(stderr).toMatch(/--repo/);
  });
});
