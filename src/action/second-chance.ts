import { isoSeconds } from '../dates';
import { ActionError } from '../errors';
import { createGitHub, type GitHubClient, ghHostname } from '../github/client';
import { findMetadata } from '../github/locate';
import { secretLabel } from '../github/places';
import type { PendingWrite } from '../github/store';
import { createHttpClient } from '../http/request';
import { type Stage, TokenLifecycle } from '../token-lifecycle';
import { toReportedError } from './ending';
import { readGitHubApiUrl, readGitHubToken } from './inputs';
import { Report } from './report';
import { Runner } from './runner';
import { readSavedWrites } from './saved-writes';
import { actionVocabulary as vocabulary } from './vocabulary';
import { writeBackError } from './write-back-failed';

/**
 * The end of the job: stores what the main step could not store, from the sealed values in the
 * state. A secret that was written since the main step read it is left alone.
 *
 * @returns the exit code of the step
 */
export async function secondChance(): Promise<0 | 1> {
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
    lifecycle.resume([saved], hostname);
    const token = readGitHubToken(runner.redactor);
    const { redactor, log } = runner;
    const transport = { send: createHttpClient().send, log };
    const github = await createGitHub({ token, baseUrl, redactor, vocabulary }, transport);
    await lifecycle.withinStore((phase) => findSuperseded(saved, github.during(phase), log));
    await lifecycle.store(github).done;
    report.reportStored(saved);
    const failed = writeBackError(saved, '');
    if (failed) throw failed;
    if (damaged > 0) throw new Error(`${damaged} of the saved values cannot be read`);
    stage = 'stored';
    cancellation.throwIfInterrupted();
    return 0;
  } catch (thrown) {
    lifecycle.printRecoveries();
    report.reportFailure(toReportedError(thrown, { stage }, cancellation.interruption));
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
        if (!(error instanceof ActionError)) throw error;
        write.state = { kind: 'failed', problem: error.message, advice: error.hint };
      }
    }),
  );
}

const writtenSince = (updatedAt: Date) =>
  `was written at ${isoSeconds(updatedAt)}, after this job read it: nothing is stored there, because that token may be newer.`;
const deleted =
  'was deleted after this job read it, so the new refresh token is not stored there. Authorise again to create it.';
