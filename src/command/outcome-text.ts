import { isoSeconds } from '../dates';
import { placeName, type SecretPlace, secretLabel } from '../github/places';
import type { Recovery } from '../github/recovery';
import { clientsPage } from '../goto/grant';
import { jwtClaims } from '../goto/jwt';
import { organizerScope } from '../goto/organizer';
import { writeSynchronously } from '../process/synchronous-write';
import type { Options } from './options';
import type { SignInTokens } from './sign-in';
import type { StoreResult } from './store-secrets';
import { listed, type Terminal } from './terminal';

/** Prints the commands that store what is not stored, synchronously: the process may end next. */
export function printRecoveries(terminal: Terminal, recoveries: Recovery[]): void {
  for (const { label, command, condition } of recoveries) {
    terminal.note(
      `\n${label} is not stored. This command stores it. ${condition((command) => command)}\n`,
    );
    try {
      writeSynchronously(`${command}\n`, process.stderr);
    } catch {
      // Nobody reads stderr any more; the command must be visible all the same.
      terminal.result.verbatim(command);
    }
  }
  terminal.note('');
}

/** Says who signed in, what was granted, and how long it works. */
export function printSignedIn(
  terminal: Terminal,
  { principal, scope, refreshToken }: SignInTokens,
  options: Options,
): void {
  terminal.done(`Signed in to GoTo${principal === undefined ? '' : ` as ${principal}`}.`);
  terminal.note(
    scope === undefined ? 'GoTo did not say which scopes it granted.' : `Granted scopes: ${scope}`,
    '  ',
  );
  const { exp } = jwtClaims(refreshToken);
  if (exp !== undefined) {
    terminal.note(
      `The refresh token works until ${isoSeconds(exp)}. If the workflow runs every day, it gets a new one before that.`,
      '  ',
    );
  }
  if (scope === undefined || scope.split(' ').includes(organizerScope)) return;
  const isLeftOut = options.scope !== undefined && !options.scope.includes(organizerScope);
  const cure = isLeftOut
    ? `add ${organizerScope} to --scope`
    : `tick ${organizerScope} in the OAuth client at ${clientsPage}`;
  terminal.warn(
    `The scope ${organizerScope} was not granted. The action needs it only for lookup-organizer. If you use that, ${cure}, and run this command again.`,
  );
}

/** Says what was stored, and why the rest was not. */
export function printStored(terminal: Terminal, outcome: StoreResult, places: SecretPlace[]): void {
  const { stored, failed, storedAfterPrinting } = outcome;
  for (const place of places) {
    const names = stored.filter((secret) => secret.place === place).map(({ name }) => name);
    if (names.length > 0) terminal.done(`Stored ${listed(names)} in ${placeName(place)}.`);
  }
  for (const secret of storedAfterPrinting) {
    terminal.note(
      `The command above for ${secretLabel(secret)} is not needed any more: it is stored.`,
    );
  }
  for (const { secret, problem, advice } of failed) {
    terminal.failed(
      `Could not store ${secret.name} in ${placeName(secret.place)}: ${problem} ${advice}`,
    );
  }
}
