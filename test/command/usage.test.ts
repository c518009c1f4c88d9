import { describe, expect, it, vi } from 'vitest';
import { version } from '../../package.json';
import { type CommandOptions, type CommandRun, runCommand } from '../support/run-command';
import { clientSecret, githubToken, nowhere } from '../support/some-inputs';

vi.setConfig({ maxConcurrency: 5 });

/** Runs the command where all it needs is there, and nothing that it could reach. */
const run = (args: string[], options: Partial<CommandOptions> = {}): Promise<CommandRun> =>
  runCommand({
    args,
    env: { GOTO_CLIENT_ID: 'client-1', GOTO_CLIENT_SECRET: clientSecret, GH_TOKEN: githubToken },
    ...options,
  });

const repo = ['--repo', 'octo/webinars'];

describe.concurrent('arguments that are wrong', () => {
  it.each<[string, string[], RegExp]>([
    ['nothing at all', [], /authorize/],
    ['another verb', ['authorise'], /authorize/],
    ['two verbs', ['authorize', 'authorize', ...repo], /authorize/],
    ['an option that is not known', ['authorize', ...repo, '--quick'], /--quick/],
    ['an option of one letter', ['authorize', ...repo, '-p', '1'], /-p/],
    [
      'a secret as an option',
      ['authorize', ...repo, '--client-secret', 's3cret'],
      /--client-secret/,
    ],
    ['a token as an option', ['authorize', ...repo, '--github-token=s3cret'], /--github-token/],
    ['an option without its value', ['authorize', '--repo'], /--repo/],
    ['a switch with a value', ['authorize', ...repo, '--no-open=false'], /--no-open/],
    ['no repository', ['authorize'], /--repo/],
    ['an empty repository', ['authorize', '--repo', ''], /--repo/],
    ['a repository without owner', ['authorize', '--repo', 'webinars'], /--repo/],
    ['a URL as repository', ['authorize', '--repo', 'https://github.com/a/b'], /--repo/],
    ['a repository that leads elsewhere', ['authorize', '--repo', '../octo'], /--repo/],
    ['an empty environment', ['authorize', ...repo, '--env', ''], /--env/],
    ['control characters', ['authorize', ...repo, '--env', 'a\nb'], /--env/],
    [
      'an environment in an organization',
      ['authorize', '--org', 'a', '--env', 'b'],
      /--env.*--org/,
    ],
    ['an empty organization', ['authorize', '--org', ''], /--org/],
    [
      'a visibility that GitHub has not',
      ['authorize', '--org', 'a', '--visibility', 'public'],
      /--visibility[\s\S]*all, private, selected/,
    ],
    [
      'a visibility without organization',
      ['authorize', ...repo, '--visibility', 'all'],
      /--visibility/,
    ],
    [
      'a selection without repository',
      ['authorize', '--org', 'a', '--visibility', 'selected'],
      /--repo/,
    ],
    ['a name with a hyphen', ['authorize', ...repo, '--secret-name', 'A-B'], /--secret-name/],
    [
      'a name that GitHub keeps',
      ['authorize', ...repo, '--secret-name', 'GITHUB_X'],
      /--secret-name/,
    ],
    [
      'a name that starts with a digit',
      ['authorize', ...repo, '--secret-name', '1A'],
      /--secret-name/,
    ],
    [
      'the name of another of the three',
      ['authorize', ...repo, '--secret-name', 'goto_client_id'],
      /--secret-name/,
    ],
    ...['0', '65536', '-1', '8976.5', '0x50', ' 80', 'http', '', '99999999999'].map(
      (port): [string, string[], RegExp] => [
        `the port ${JSON.stringify(port)}`,
        ['authorize', ...repo, `--port=${port}`],
        /--port/,
      ],
    ),
    ...['0', '-5', '1.5', '1e3', 'soon', ''].map((seconds): [string, string[], RegExp] => [
      `a time-out of ${JSON.stringify(seconds)}`,
      ['authorize', ...repo, `--timeout=${seconds}`],
      /--timeout/,
    ]),
    ['an empty scope', ['authorize', ...repo, '--scope', ''], /--scope/],
    ['a scope with a quote', ['authorize', ...repo, '--scope', 'a"b'], /--scope/],
    ...['--authorize-url', '--token-url', '--github-api-url'].flatMap(
      (option): [string, string[], RegExp][] =>
        ['http://example.com', 'example.com', 'ftp://localhost', 'https://user:pw@example.com'].map(
          (url) => [
            `${url} for ${option}`,
            ['authorize', ...repo, option, url],
            new RegExp(option),
          ],
        ),
    ),
  ])('are answered with the usage: %s', async (_what, args, told) => {
    const { exitCode, stdout, stderr } = await run(args);
    expect(exitCode, stderr).toBe(2);
    expect(stdout).toBe('');
    const [usage = '', problem = ''] = stderr.split(/^(?=✗ )/m);
    expect(problem).toMatch(told);
    expect(usage).toMatch(/^Usage: goto-access-token authorize \[options\]\n/);
    expect(stderr).not.toContain('s3cret');
    expect(stderr).not.toContain('user:pw');
  });
});

describe.concurrent('the remote origin', () => {
  // Nobody answers there, and the error says for what place.
  const placeFor = async (origin: string) => {
    const { stderr } = await run(['authorize', '--check', '--github-api-url', nowhere], {
      origin,
      timeLimitMs: 15_000,
    });
    return stderr;
  };

  it('names the repository, and is not shown whole', async () => {
    const stderr = await placeFor('https://x-access-token:t0ken@github.com/octo/webinars.git');
    expect(stderr).toContain('octo/webinars');
    expect(stderr).not.toContain('t0ken');
  });

  it('is of no use where it names none, and --repo is missing', async () => {
    const { exitCode, stderr } = await run(['authorize'], { origin: '/srv/git/team/webinars.git' });
    expect(exitCode, stderr).toBe(2);
    expect(stderr).toMatch(/--repo/);
  });
});

describe.concurrent('the command tells', () => {
  it('what it takes, on stdout', async () => {
    for (const args of [['--help'], ['authorize', '--help'], ['--help', 'authorize', '--port=x']]) {
      const { exitCode, stdout, stderr } = await run(args, { env: {} });
      expect(exitCode).toBe(0);
      expect(stderr).toBe('');
      expect(stdout).toMatch(/^Usage: goto-access-token authorize \[options\]\n/);
      for (const option of [
        ...['repo', 'env', 'org', 'visibility', 'secret-name', 'port', 'scope', 'timeout'],
        ...['no-open', 'check', 'authorize-url', 'token-url', 'github-api-url', 'help', 'version'],
      ]) {
        expect(stdout).toContain(`--${option}`);
      }
      expect(stdout).toContain('8976');
      expect(stdout).toContain('300');
    }
  });

  it('its version, on stdout', async () => {
    const { exitCode, stdout, stderr } = await run(['--version'], { env: {} });
    expect({ exitCode, stdout, stderr }).toEqual({
      exitCode: 0,
      stdout: `${version}\n`,
      stderr: '',
    });
  });
});
