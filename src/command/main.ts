import { version } from '../../package.json';
import { UsageError } from '../errors';
import { Redactor } from '../redactor';
import { authorize } from './authorize';
import { check } from './check';
import { readRemoteRepository } from './child-process';
import { readInvocation, usage } from './options';
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
    switch (invocation.kind) {
      case 'help':
        terminal.result.verbatim(usage);
        return 0;
      case 'version':
        terminal.result.verbatim(version);
        return 0;
      case 'check':
        return await check(invocation.options, output);
      case 'authorize':
        return await authorize(invocation.options, output);
    }
  } catch (thrown) {
    printFailure(thrown, output);
    return thrown instanceof UsageError ? 2 : 1;
  }
}
