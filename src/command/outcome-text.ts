import type { GitHub } from '../github/client';
import { placeName, type SecretPlace } from '../github/places';
import type { Recovery } from '../github/recovery';
import { writeSynchronously } from '../process/synchronous-write';
import { secretNames } from './secret-names';
import type { SignIn } from './sign-in';
import type { StoreResult } from './store-secrets';
import type { Terminal } from './terminal';
import { keepAlivePath, keepAliveWorkflow } from './workflow';

/** Prints the commands that store what is not stored, synchronously: the process may end next. */
export function printRecoveries(terminal: Terminal, recoveries: Recovery[]): void {
  for (const { label, command, condition } of recoveries) {
    terminal.note(`\n${label} is not stored. This command stores it. ${condition}\n`);
    try {
      writeSynchronously(`${command}\n`);
    } catch {
      // Nobody reads stdout any more; the command must be visible all the same.
      terminal.note(command);
    }
  }
  terminal.note('');
}

/** Says what was stored and for whom, and why the rest was not. */
export function printStored(terminal: Terminal, outcome: StoreResult, place: SecretPlace): void {
  const { stored, failed, storedAfterPrinting, principal } = outcome;
  if (stored.length > 0) {
    const whom = principal === undefined ? '' : `, for ${principal}`;
    terminal.done(`Stored ${listed(stored)} in ${placeName(place)}${whom}.`);
  }
  for (const name of storedAfterPrinting) {
    terminal.note(`The command above for ${name} is not needed any more: it is stored.`);
  }
  for (const { name, problem, advice } of failed) {
    terminal.failed(`Could not store ${name} in ${placeName(place)}: ${problem} ${advice}`);
  }
}

/** Says what is left to do, and prints the workflow to commit. */
export function printNextSteps(
  { terminal, options }: SignIn,
  { failed }: StoreResult,
  { ghHostname }: GitHub,
): void {
  const { name, place } = options.secret;
  const host = ghHostname === undefined ? '' : `GH_HOST=${shellWord(ghHostname)} `;
  const steps = [
    ...(failed.length === 0
      ? []
      : ['Paste the commands above into a terminal: they store what is still missing.']),
    `Create a GitHub token that may write ${name} (README, "The GitHub token"). Then run this, and paste the token when it asks:\n\n   ${host}gh secret set ${secretNames.githubToken} ${ghPlace(place)}`,
    `Commit this as ${keepAlivePath}. Then start it once on GitHub: Actions, GoTo keep-alive, Run workflow.`,
  ];
  terminal.note('\nNext steps:');
  for (const [index, step] of steps.entries()) terminal.note(`\n${index + 1}. ${step}`);
  terminal.note('');
  terminal.print(keepAliveWorkflow(options).trimEnd());
}

/** The flags that name a place to gh. */
function ghPlace(place: SecretPlace): string {
  if (place.kind === 'organization') return `--org ${shellWord(place.org)}`;
  const repository = `--repo ${place.owner}/${place.repo}`;
  return place.kind === 'repository'
    ? repository
    : `${repository} --env ${shellWord(place.environment_name)}`;
}

/** Quoted only if necessary, because not every shell reads POSIX quotes. */
function shellWord(word: string): string {
  return /^[\w.-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** 'one, two and three' */
function listed(names: string[]): string {
  const last = names.at(-1) ?? '';
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${last}` : last;
}
