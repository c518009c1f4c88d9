import { quoted, type Recovery, recoveryCondition } from '../recovery';
import { placeName, type SecretAddress, type SecretPlace } from '../secret-place';
import { writeNow } from '../synchronous-log';
import { legendFor } from './legend';
import type { Saved } from './save-secrets';
import type { Terminal } from './terminal';
import { keepAliveWorkflow } from './workflow';

/** Prints the commands that store what is not stored, at once: the process may end next. */
export function tellRecoveries(terminal: Terminal, recoveries: Recovery[], receivedAt: Date): void {
  for (const { label, command } of recoveries) {
    terminal.note(`\n${label} is not stored. This command stores it:\n`);
    writeNow(`${command}\n`);
  }
  terminal.note(`\n${recoveryCondition(receivedAt)}\n`);
}

/** Says what was stored, for whom, and why what was not was not. */
export function tellSaved(terminal: Terminal, saved: Saved, place: SecretPlace): void {
  const { stored, refused, withdrawn, principal } = saved;
  if (stored.length > 0) {
    const whom = principal === undefined ? '' : `, for ${principal}`;
    terminal.done(`Stored ${listed(stored)} in ${placeName(place)}${whom}.`);
  }
  for (const name of withdrawn) {
    terminal.note(`The command above for ${name} is not needed any more: it is stored.`);
  }
  for (const { name, what, advice } of refused) {
    const text = `${what} ${advice}`;
    terminal.failed(`Could not store ${name} in ${placeName(place)}: ${text}`);
    const legend = legendFor(text);
    if (legend !== '') terminal.note(legend);
  }
}

/** Says what is left to do, and prints the workflow to commit. */
export function tellWhatIsLeft(terminal: Terminal, refreshToken: SecretAddress): void {
  terminal.note(`
Two things are left to do.

1. Make a GitHub token that may write ${refreshToken.name} (README, "The GitHub token"), and save it:

   gh secret set SECRETS_WRITER_TOKEN ${ghPlace(refreshToken.place)}

2. Commit this as .github/workflows/goto-keep-alive.yml, and run it once:
`);
  terminal.print(keepAliveWorkflow(refreshToken).trimEnd());
}

/** The flags with which gh is told of a place. */
function ghPlace(place: SecretPlace): string {
  if (place.kind === 'organization') return `--org ${quoted(place.org)}`;
  const repository = `--repo ${quoted(`${place.owner}/${place.repo}`)}`;
  return place.kind === 'repository'
    ? repository
    : `${repository} --env ${quoted(place.environment_name)}`;
}

/** 'one, two and three' */
export function listed(names: string[]): string {
  const last = names.at(-1) ?? '';
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${last}` : last;
}
