import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Proof } from '../demo/proof';
import { secretName } from '../support/world';
import type { Account } from './account';
import { act } from './act';
import { type ActLog, readActLog } from './act-log';

/*
 * npm run test:e2e: .github/workflows/e2e.yml under act. Most of what is to hold is asserted by the
 * steps themselves; here is what only the log can tell.
 */

const recoveries = [
  'recovery, environment-2',
  'recovery, organization-3',
  'recovery, repository-1',
];
const jobs = ['composite', 'end of job', 'first', 'nested', ...recoveries, 'second'];

function proveRun(proof: Proof, exitCode: number | null, log: ActLog): void {
  proof
    .same('act ended well.', exitCode, 0)
    .same('Every job succeeded.', [...log.succeeded].sort(), jobs);
}

function proveMasks(proof: Proof, log: ActLog, accounts: Account[]): void {
  const printedIn = (job: string, match: RegExp) =>
    log.steps
      .filter((step) => step.job === job)
      .flatMap(({ printed }) => printed.filter((line) => match.test(line)));
  for (const job of jobs) {
    proof
      .same(
        `${job}: where the access token was printed, the log shows three asterisks.`,
        printedIn(job, /^The access token is /),
        ['The access token is ***.'],
      )
      .same(
        `${job}: and where the stored refresh token was printed.`,
        [...new Set(printedIn(job, /^The stored refresh token is /))],
        ['The stored refresh token is ***.'],
      );
  }
  const secrets = accounts.map(({ confidential }) => confidential);
  proof
    .same(
      'Of every job it is known which six values are secret.',
      secrets.map((values) => new Set(values).size),
      jobs.map(() => 6),
    )
    .same(
      'No line of the log holds one of them.',
      log.lines.filter((line) => secrets.flat().some((secret) => line.includes(secret))),
      [],
    );
}

function proveRecoveries(proof: Proof, log: ActLog): void {
  for (const job of recoveries) {
    const commandOf = (match: RegExp) =>
      commandIn(log.steps.find((step) => step.job === job && match.test(step.name))?.printed ?? []);
    const printed = commandOf(/cannot be kept alive/);
    proof
      .same(`${job}: the action printed a command.`, printed.length > 0, true)
      .same(
        `${job}: what was pasted is that command, byte for byte.`,
        commandOf(/^Paste the command /),
        printed,
      );
  }
}

function proveEndOfJob(proof: Proof, log: ActLog): void {
  const printedAtEnd = (job: string) =>
    log.steps
      .filter((step) => step.job === job && /^Post Get a GoTo/.test(step.name))
      .flatMap(({ printed }) => printed.filter((line) => !line.startsWith('::')));
  const secret = `${secretName} of repository octo/webinars`;
  proof
    .same('The end of the job stored what was refused before.', printedAtEnd('end of job'), [
      `Stored the new refresh token in ${secret}.`,
      `The command for ${secret} is not needed any more.`,
    ])
    .same(
      'Where somebody had pasted the command, it left the secret alone.',
      printedAtEnd('recovery, repository-1').map(
        (line) => /^(.+) was written since /.exec(line)?.[1],
      ),
      [secret],
    )
    .same('It said nothing where nothing was to do.', printedAtEnd('first'), []);
}

/** A command as a person would copy it: up to the next empty line. */
function commandIn(lines: string[]): string[] {
  const begin = lines.findIndex((line) => line.startsWith('gh api '));
  if (begin < 0) return [];
  const end = lines.indexOf('', begin);
  return lines.slice(begin, end < 0 ? undefined : end);
}

async function readAccounts(folder: string): Promise<Account[]> {
  const files = await readdir(folder);
  return Promise.all(
    files.map(async (file) => JSON.parse(await readFile(join(folder, file), 'utf8'))),
  );
}

/** Every file of the work tree that is new or changed, ignored ones too. */
const workTree = () =>
  execFileSync('git', ['status', '--porcelain', '--ignored'], { encoding: 'utf8' });

const treeBefore = workTree();
const start = performance.now();
const home = await mkdtemp(join(tmpdir(), 'e2e-'));
try {
  const accounts = join(home, 'accounts');
  await mkdir(accounts);
  const { exitCode, text } = await act('e2e.yml', { home, env: { E2E_ACCOUNTS: accounts } });
  try {
    const log = readActLog(text);
    const proof = new Proof(`act, after ${Math.round((performance.now() - start) / 1000)} s`);
    proveRun(proof, exitCode, log);
    proveMasks(proof, log, await readAccounts(accounts));
    proveRecoveries(proof, log);
    proveEndOfJob(proof, log);
    proof.same('The work tree is as it was.', workTree(), treeBefore).close();
  } catch (failure) {
    console.log(`\nThe log of act:\n\n${text}`);
    throw failure;
  }
} finally {
  await rm(home, { recursive: true, force: true });
}
