import { version } from '../../package.json';
import { ActionError } from '../errors';
import { Redactor } from '../redactor';
import { authorize } from './authorize';
import { check } from './check';
import { CommandError, UsageError } from './command-error';
import { readInvocation } from './options';
import { Terminal } from './terminal';
import { usage } from './usage';

/**
 * Runs what the arguments name.
 *
 * @returns the exit code: 1 for a failure, 2 for wrong arguments
 */
export async function main(args: string[]): Promise<0 | 1 | 2> {
  const terminal = new Terminal();
  // There is no runner to announce secrets to, but remote texts are redacted.
  const redactor = new Redactor(() => undefined);
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
        return await check(invocation.options, { terminal, redactor });
      case 'authorize':
        return await authorize(invocation.options, { terminal, redactor });
    }
  } catch (thrown) {
    printFailure(thrown, { terminal, redactor });
    return thrown instanceof UsageError ? 2 : 1;
  }
}

function printFailure(
  thrown: unknown,
  { terminal, redactor }: { terminal: Terminal; redactor: Redactor },
): void {
  if (thrown instanceof CommandError || thrown instanceof ActionError) {
    // The usage goes first, so that the error stands above the prompt.
    if (thrown instanceof UsageError) terminal.note(`${usage}\n`);
    terminal.failed(thrown.message);
    terminal.note(thrown.hint);
    if (thrown instanceof ActionError) terminal.aside(`error-code: ${thrown.code}`);
    return;
  }
  const what = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  terminal.failed(`Unexpected error (${redactor.redact(what)}).`);
  terminal.note(
    'Run the command again. If it happens again, report this error to the authors of this action.',
  );
}
