import { version } from '../../package.json';
import { ActionError } from '../errors';
import { Secrets } from '../redactor';
import { authorize } from './authorize';
import { check } from './check';
import { CommandError, UsageError } from './command-error';
import { adviceOf } from './legend';
import { readInvocation } from './options';
import { Terminal } from './terminal';
import { usage } from './usage';

/**
 * Does what the arguments say.
 *
 * @returns the exit code: 1 for a failure, 2 for arguments that are wrong
 */
export async function main(args: string[]): Promise<0 | 1 | 2> {
  const terminal = new Terminal();
  // There is no runner to mask them for, but texts from outside are cleaned of them.
  const secrets = new Secrets(() => undefined);
  try {
    const invocation = await readInvocation(args);
    switch (invocation.kind) {
      case 'help':
        terminal.print(usage);
        return 0;
      case 'version':
        terminal.print(version);
        return 0;
      case 'check':
        return await check(invocation.options, { terminal, secrets });
      case 'authorize':
        return await authorize(invocation.options, { terminal, secrets });
    }
  } catch (thrown) {
    tell(thrown, { terminal, secrets });
    return thrown instanceof UsageError ? 2 : 1;
  }
}

function tell(thrown: unknown, { terminal, secrets }: { terminal: Terminal; secrets: Secrets }) {
  if (thrown instanceof CommandError || thrown instanceof ActionError) {
    // First, so that the problem stands where the person looks.
    if (thrown instanceof UsageError) terminal.note(`${usage}\n`);
    terminal.failed(thrown.message);
    for (const line of adviceOf(thrown)) terminal.note(line);
    if (thrown instanceof ActionError) terminal.aside(`error-code: ${thrown.code}`);
    return;
  }
  const what = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  terminal.failed(`Something failed that should not have (${secrets.removeFrom(what)}).`);
  terminal.note('Run the command again. If it happens again, report what it says to its authors.');
}
