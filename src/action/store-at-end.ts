import { isoSeconds } from '../dates';
import { createGitHub, type GitHubClient, ghHostname } from '../github/client';
import { findMetadata } from '../github/locate';
import { secretLabel } from '../github/places';
import { GitHubRefusal } from '../github/refusals';
import type { PendingWrite } from '../github/store';
import { createHttpClient } from '../http/request';
import { describeRun } from '../messages/describe';
import { writeBackError } from '../messages/github';
import { actionNames } from '../messages/names';
import { type Stage, TokenLifecycle } from '../token-lifecycle';
import { readGitHubApiUrl, readTokenAtEnd } from './inputs';
import { Report } from './report';
import { Runner } from './runner';
import { readSavedWrites } from './state';

/**
 * The end of the job: stores what the main step could not store, from the sealed values in the
 * state. A secret that was written since the main step read it is left alone.
 *
 * @returns the exit code of the step
 */
export async function storeAtEnd(): Promise<0 | 1> {
  const runner = new Runner();
  const report = new Report(runner);
  const lifecycle = new TokenLifecycle({ printRecoveries: report.printRecoveries });
  const { cancellation } = lifecycle;
  let stage: Stage = 'unstored';
  try {
    const baseUrl = readGitHubApiUrl();
    const hostname = ghHostname(new URL(baseUrl));
    const { writes: saved, damaged } = readSavedWrites(process.env);
    // First of all: whatever fails from here on, the commands are printed.
    lifecycle.restore([saved], hostname);
    const token = readTokenAtEnd(runner.redactor);
    const { redactor, log } = runner;
    const transport = { send: createHttpClient().send, onRetry: report.logRetry };
    const github = await createGitHub({ token, baseUrl, redactor }, transport);
    await lifecycle.withinStore((phase) => findSuperseded(saved, github.during(phase), log));
    await lifecycle.store(github).done;
    report.reportStored(saved);
    const failed = writeBackError(saved, '', actionNames);
    if (failed) throw failed;
    if (damaged > 0) throw new Error(`${damaged} of the saved values cannot be read`);
    stage = 'stored';
    cancellation.throwIfInterrupted();
    return 0;
  } catch (thrown) {
    lifecycle.printRecoveries();
    const { interruption } = cancellation;
    report.reportFailure(describeRun(thrown, { progress: { stage }, interruption }, actionNames));
    return 1;
  } finally {
    await runner.flush();
    lifecycle.end();
    runner.close();
  }
}

/**
 * Finds the secrets that are not as the main step read them, logs them, and leaves them alone. One
 * that cannot be read counts as failed.
 */
async function findSuperseded(
  writes: PendingWrite[],
  client: GitHubClient,
  log: (line: string) => void,
): Promise<void> {
  await Promise.all(
    writes.map(async (write) => {
      const { target } = write;
      try {
        const updatedAt = (await findMetadata(target, client))?.updatedAt;
        if (updatedAt?.getTime() === target.updatedAt?.getTime()) return;
        log(`${secretLabel(target)} ${updatedAt ? writtenSince(updatedAt) : deleted}`);
        write.state = { kind: 'superseded' };
      } catch (error) {
        if (!(error instanceof GitHubRefusal)) throw error;
        write.state = { kind: 'failed', refusal: error };
      }
    }),
  );
}

const writtenSince = (updatedAt: Date) =>
  `was written at ${isoSeconds(updatedAt)}, after this job read it: nothing is stored there, because that token may be newer.`;
const deleted =
  'was deleted after this job read it, so the new refresh token is not stored there. Authorize again to create it.';
