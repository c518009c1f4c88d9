import type { GitHub } from '../github/client';
import { placeName, type SecretPlace } from '../github/places';
import { quoted, type Recovery, recoveryCondition } from '../github/recovery';
import { writeNow } from '../process/synchronous-write';
import { legendFor } from './legend';
import { secretNames } from './secret-names';
import type { SignIn } from './sign-in';
import type { StoreOutcome } from './store-secrets';
import type { Terminal } from './terminal';
import { keepAlivePath, keepAliveWorkflow } from './workflow';

/** Prints the commands that store what is not stored, at once: the process may end next. */
export function tellRecoveries(terminal: Terminal, recoveries: Recovery[], receivedAt: Date): void {
  for (const { label, command } of recoveries) {
    terminal.note(`\n${label} is not stored. This command stores it:\n`);
    try {
      writeNow(`${command}\n`);
    } catch {
      // Whoever read stdout is gone; the command must be seen all the same.
      terminal.note(command);
    }
  }
  terminal.note(`\n${recoveryCondition(receivedAt)}\n`);
}

/** Says what was stored, for whom, and why what was not was not. */
export function tellStored(terminal: Terminal, outcome: StoreOutcome, place: SecretPlace): void {
  const { stored, refused, withdrawn, principal } = outcome;
  if (stored.length > 0) {
    const whom = principal === undefined ? '' : `, for ${principal}`;
    terminal.done(`Stored ${listed(stored)} in ${placeName(place)}${whom}.`);
  }
  for (const name of withdrawn) {
    terminal.note(`The command above for ${name} is not needed any more: it is stored.`);
  }
  for (const { name, what, advice } of refused) {
    terminal.failed(`Could not store ${name} in ${placeName(place)}: ${what} ${advice}`);
  }
  for (const line of legendFor(refused.map(({ advice }) => advice).join(' '))) terminal.note(line);
}

/** Says what is left to do, and prints the workflow to commit. */
export function tellWhatIsLeft(
  { terminal, options }: SignIn,
  { refused }: StoreOutcome,
  { ghHostname }: GitHub,
): void {
  const { name, place } = options.refreshToken;
  const host = ghHostname === undefined ? '' : `GH_HOST=${shellWord(ghHostname)} `;
  const tasks = [
    ...(refused.length === 0 ? [] : ['Store what is not stored yet, with the commands above.']),
    `Make a GitHub token that may write ${name} (README, "The GitHub token"), and save it:\n\n   ${host}gh secret set ${secretNames.githubToken} ${ghPlace(place)}`,
    `Commit this as ${keepAlivePath}, and run it once:`,
  ];
  terminal.note('\nThis is left to do.');
  for (const [index, task] of tasks.entries()) terminal.note(`\n${index + 1}. ${task}`);
  terminal.note('');
  terminal.print(keepAliveWorkflow(options).trimEnd());
}

/** The flags with which gh is told of a place. */
function ghPlace(place: SecretPlace): string {
  if (place.kind === 'organization') return `--org ${shellWord(place.org)}`;
  const repository = `--repo ${place.owner}/${place.repo}`;
  return place.kind === 'repository'
    ? repository
    : `${repository} --env ${shellWord(place.environment_name)}`;
}

/** Quoted only where it must be, for not every shell reads the quotes of POSIX. */
function shellWord(word: string): string {
  return /^[\w.-]+$/.test(word) ? word : quoted(word);
}

/** 'one, two and three' */
function listed(names: string[]): string {
  const last = names.at(-1) ?? '';
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${last}` : last;
}
