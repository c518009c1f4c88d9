import { UsageError } from '../errors';
import { Redactor } from '../redactor';
import { authorize } from './authorize';
import { check } from './check';
import { readRemoteRepository } from './child-process';
import { readInvocation } from './options';
import { printFailure, Terminal } from './terminal';

/**
 * Runs what the arguments name.
 *
 * @returns the exit code: 1 for a failure, 2 for wrong arguments
 */
export async function main(args: string[]): Promise<0 | 1 | 2> {
  const terminal = new Terminal();
  // There is no runner to announce secrets to, but remote texts are redacted.
  const output = { terminal, redactor: new Redactor(() => undefined) };
  try {
    const invocation = await readInvocation(args, readRemoteRepository);
    if (typeof invocation !== 'string') {
      const { isCheck, options } = invocation;
      return await (isCheck ? check : authorize)(options, output);
    }
    terminal.result.verbatim(invocation);
    return 0;
  } catch (thrown) {
    printFailure(thrown, output);
    return thrown instanceof UsageError ? 2 : 1;
  }
}
