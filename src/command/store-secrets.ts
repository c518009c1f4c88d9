import type { GitHub } from '../github/client';
import type { WritableSecret } from '../github/locate';
import { type SealedSecret, sealFor, store } from '../github/store';
import type { ClientCredentials } from '../goto/token-request';
import { whenAborted } from '../process/cancellation';
import { storeTimes } from '../process/phase-times';
import type { Destination } from './destination';
import type { SignIn, Tokens } from './sign-in';

/** What became of the three secrets. */
export interface StoreOutcome {
  principal: string | undefined;
  /** names of secrets */
  stored: string[];
  refused: { name: string; what: string; advice: string }[];
  /** those whose recovery was printed before the write went through after all */
  withdrawn: string[];
}

/** Stores the refresh token, then the OAuth client; one write that fails does not stop the others. */
export async function storeSecrets(
  { cancellation, custody }: SignIn,
  {
    tokens,
    client,
    destination,
    github,
  }: { tokens: Tokens; client: ClientCredentials; destination: Destination; github: GitHub },
): Promise<StoreOutcome> {
  const receivedAt = new Date();
  const seal = async (secret: WritableSecret, value: string) => ({
    value,
    sealed: await sealFor([secret], value),
  });
  const [refreshToken, ...clientSecrets] = await Promise.all([
    seal(destination.refreshToken, tokens.refreshToken),
    seal(destination.clientId, client.clientId),
    seal(destination.clientSecret, client.clientSecret),
  ]);
  const all = [refreshToken, ...clientSecrets].flatMap(({ sealed }) => sealed);
  custody.hold(all, github, receivedAt);
  const callOff = cancellation.whenLate(() => custody.printRecoveries());
  try {
    await cancellation.within(storeTimes, async (phase) => {
      const write = ({ sealed, value }: Awaited<ReturnType<typeof seal>>) =>
        store(sealed, value, github.during(phase));
      const first = write(refreshToken);
      // With seconds left, the first must not keep the others from their only try.
      const hurry = new Promise<void>((resolve) => whenAborted(phase.hurry, resolve));
      await Promise.race([first, hurry]);
      await Promise.all([first, ...clientSecrets.map(write)]);
    });
  } finally {
    callOff();
  }
  return {
    principal: tokens.principal,
    stored: all.filter(({ state }) => state.kind === 'stored').map(({ secret }) => secret.name),
    refused: all.flatMap(refusalOf),
    withdrawn: custody.printedAndStored.map(({ name }) => name),
  };
}

function refusalOf({ secret, state }: SealedSecret): StoreOutcome['refused'] {
  return state.kind === 'refused' ? [{ name: secret.name, ...state }] : [];
}
