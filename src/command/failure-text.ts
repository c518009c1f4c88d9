import { ActionError } from '../errors';
import type { Redactor } from '../redactor';
import { CommandError, UsageError } from './command-error';
import type { Terminal } from './terminal';

/** Prints what ended the command, and what to do about it. */
export function printFailure(
  thrown: unknown,
  { terminal, redactor }: { terminal: Terminal; redactor: Redactor },
): void {
  if (thrown instanceof UsageError) {
    terminal.failed(`${thrown.message} ${thrown.hint}`.trimEnd());
    terminal.note('All options: goto-access-token --help');
  } else if (thrown instanceof CommandError || thrown instanceof ActionError) {
    terminal.failed(thrown.message);
    terminal.note(thrown.hint, '  ');
    if (thrown instanceof ActionError) terminal.aside(`error-code: ${thrown.code}`, '  ');
  } else {
    const what = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
    terminal.failed(`Unexpected error (${redactor.redact(what)}).`);
    terminal.note(
      'Run the command again. If it happens again, report this error to the authors of this action.',
      '  ',
    );
  }
}
