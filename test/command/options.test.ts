import { expect, it } from 'vitest';
import { commandSource } from '../support/command';

/** Runs the command with nothing that it could reach. */
function run(args: string[]) {
  const command = commandSource({ args });
  return command.result.finally(() => command.dispose());
}

/** What else is wrong with a value is in settings.test.ts. */
const wrong = [
  ...['', 'authorise', 'authorize authorize --repo a/b', 'authorize --repo'],
  ...['--quick', '-p 1', '--client-secret s3cret', '--github-token=s3cret', '--no-open=false'],
  ...['--check --write', '--visibility all', '--repo https://github.com/a/c', '--env ', '--env ..'],
  ...['--org ', '--org a --env b', '--org a --repo ///', '--org a --visibility public'],
  ...['--secret-name A-B', '--secret-name goto_client_id', '--secret-name SECRETS_WRITER_TOKEN'],
  ...['0', '65536', '8976.5', '0x50', '', '99999999999'].map((port) => `--port=${port}`),
  ...['0', '86401', '1e3'].map((seconds) => `--timeout=${seconds}`),
  ...['--scope ', '--scope a"b', '--scope a\\b', '--authorize-url https://user:pw@example.com'],
  ...['authorize', 'token', 'github-api'].map((name) => `--${name}-url http://a.example`),
].map((args) => (args.startsWith('-') ? `authorize --repo a/b ${args}` : args));

it('wrong arguments are answered with what is wrong, and where the options are listed', async () => {
  const answers: string[] = [];
  for (const args of [...wrong, 'authorize --org a --visibility selected']) {
    const { exitCode, stdout, stderr } = await run(args === '' ? [] : args.split(' '));
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    const [problem, next, ...more] = stderr.split('\n');
    expect([next, more]).toEqual(['All options: goto-access-token --help', ['']]);
    expect(problem).not.toMatch(/s3cret|user:pw/);
    answers.push(`$ goto-access-token ${args}\n${problem}\n`);
  }
  await expect(answers.join('')).toMatchFileSnapshot('transcripts/wrong-arguments.txt');
});

it.each(['--help', '--help authorize --port=x --version'])('%s prints the usage', async (args) => {
  const { exitCode, stdout, stderr } = await run(args.split(' '));
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  await expect(stdout).toMatchFileSnapshot('transcripts/help.txt');
  expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
});
