import { createGitHub, type GitHubClient, isTokenOfApp } from '../github/client';
import { locateSecret } from '../github/locate';
import { GitHubRefusal, unusable } from '../github/refusals';
import type { PendingWrite } from '../github/store';
import { createHttpClient } from '../http/request';
import { storeAtEndMs } from '../limits';
import { describeRun, postError } from '../messages/describe';
import { actionNames } from '../messages/names';
import { whenAborted } from '../process/phase';
import { TokenLifecycle } from '../token-lifecycle';
import { parseGitHubApiUrl, readTokenInPost, takeSecretsInPost } from './inputs';
import { Report } from './report';
import { Runner } from './runner';
import { readSavedWrites } from './state';

/**
 * Stores what the main step could not store, and returns the exit code of the post step.
 *
 * @param early signals that came while this was loaded
 */
export async function storeAtEnd(early: NodeJS.Signals[] = []): Promise<0 | 1> {
  const runner = new Runner();
  const report = new Report(runner);
  const lifecycle = new TokenLifecycle({ printRecoveries: report.printRecoveries });
  const { cancellation } = lifecycle;
  try {
    const { redactor } = runner;
    const githubToken = takeSecretsInPost(redactor);
    const { writes, apiUrl, unreadable } = readSavedWrites(process.env);
    if (!apiUrl) throw postError(writes, { unreadable, isAppToken: false });
    const baseUrl = parseGitHubApiUrl(apiUrl);
    // First of all: whatever fails from here on, the commands are printed.
    lifecycle.restore([writes], new URL(baseUrl));
    whenAborted(cancellation.interrupted, () => lifecycle.printRecoveries());
    if (early[0]) process.emit(early[0]);
    const token = readTokenInPost(githubToken);
    const transport = { send: createHttpClient().send, onRetry: report.logRetry };
    const github = await createGitHub({ token, baseUrl, redactor }, transport);
    const check = (write: PendingWrite, client: GitHubClient) => checkWrite(write, client, report);
    await lifecycle.store(github, { limitMs: storeAtEndMs, check }).done;
    report.reportStored(writes);
    const failed = postError(writes, { unreadable, isAppToken: isTokenOfApp(token) });
    if (failed) throw failed;
    cancellation.throwIfInterrupted();
    report.noticeStored(writes);
    return 0;
  } catch (thrown) {
    lifecycle.printRecoveries();
    const { interruption } = cancellation;
    const stage = lifecycle.state.stage === 'stored' ? 'stored' : 'unstored';
    report.reportFailure(describeRun(thrown, { progress: { stage }, interruption }, actionNames));
    return 1;
  } finally {
    await runner.flush();
    lifecycle.end();
    runner.close();
  }
}

/** Returns the state of a write that must not be made any more; the others keep the sharing of now. */
async function checkWrite(
  write: PendingWrite,
  client: GitHubClient,
  report: Report,
): Promise<PendingWrite['state'] | undefined> {
  const { target } = write;
  try {
    const { secret } = await locateSecret(target, client);
    if (secret.updatedAt.getTime() !== target.updatedAt?.getTime()) {
      report.logWrittenSince(target, secret.updatedAt, write.printedValue !== undefined);
      return { kind: 'superseded' };
    }
    if (secret.publicKey.keyId !== target.publicKey.keyId) {
      throw unusable('key-changed', { part: 'public key', secret: target }, client);
    }
    write.target = secret;
    return undefined;
  } catch (error) {
    if (!(error instanceof GitHubRefusal)) throw error;
    const isDeleted = error.facts.kind === 'not-found' && error.facts.part === 'metadata';
    // For the command, which would create it.
    if (isDeleted) write.target = { ...target, updatedAt: undefined };
    return { kind: 'failed', refusal: error };
  }
}
