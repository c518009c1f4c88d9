import { placeName } from '../github/places';
import type { ClientCredentials } from '../goto/token-request';
import { Cancellation } from '../process/cancellation';
import { locateTimes } from '../process/phase-times';
import type { Secrets } from '../redactor';
import { Custody } from '../token-lifecycle';
import { type Callback, listenForCallback } from './callback';
import { type Connection, connect } from './connection';
import { clientReader } from './credentials';
import { type Destination, readDestination } from './destination';
import { signInEnding } from './interruption';
import type { Options } from './options';
import { failurePage, storedPage } from './outcome-page';
import { tellRecoveries, tellStored, tellWhatIsLeft } from './outcome-text';
import { exchangeCode, type SignIn, waitForCallback, waitForPerson } from './sign-in';
import { type StoreOutcome, storeSecrets } from './store-secrets';
import type { Terminal } from './terminal';

/**
 * One sign-in: find what would stop it, send the person to GoTo, trade the code for tokens, save the
 * three secrets, say what is left to do.
 *
 * @returns the exit code: 1 when a secret could not be stored
 * @throws ActionError or CommandError when it ended before that
 */
export async function authorize(
  options: Options,
  { terminal, secrets }: { terminal: Terminal; secrets: Secrets },
): Promise<0 | 1> {
  const { place } = options.refreshToken;
  const connection = await connect(options, { terminal, secrets });
  const readClient = clientReader(terminal, secrets);
  const listener = await listenForCallback(options.port);
  const custody = new Custody((recoveries, receivedAt) =>
    tellRecoveries(terminal, recoveries, receivedAt),
  );
  const cancellation = new Cancellation();
  const signIn: SignIn = { options, terminal, secrets, cancellation, custody, stage: 'untouched' };
  // Whatever calls process.exit must not take a token with it.
  const onExit = () => custody.printRecoveries();
  process.once('exit', onExit);
  try {
    const destination = await cancellation.within(locateTimes, (phase) =>
      readDestination(options, connection.github.during(phase)),
    );
    terminal.done(`The GitHub token reaches the secrets of ${placeName(place)}.`);
    const client = await waitForPerson(signIn, ({ over }) => readClient(over));
    const callback = await waitForCallback(signIn, client, listener);
    const outcome = await exchangeAndStore(signIn, { client, callback, destination, connection });
    tellStored(terminal, outcome, place);
    custody.printRecoveries();
    await callback.answer(storedPage(outcome, place));
    // A signal that came too late to stop anything is no failure; a fault of ours is.
    const isCrash = cancellation.interruption?.kind === 'crash';
    if (isCrash || outcome.refused.length > 0) cancellation.throwIfInterrupted();
    tellWhatIsLeft(signIn, outcome, connection.github);
    return outcome.refused.length === 0 ? 0 : 1;
  } catch (thrown) {
    throw signInEnding(thrown, signIn);
  } finally {
    custody.printRecoveries();
    process.off('exit', onExit);
    cancellation.stopListening();
    await listener.close();
  }
}

/** @throws what stopped it, once the browser has been shown why */
async function exchangeAndStore(
  signIn: SignIn,
  {
    client,
    callback,
    destination,
    connection: { github, transport },
  }: {
    client: ClientCredentials;
    callback: Callback;
    destination: Destination;
    connection: Connection;
  },
): Promise<StoreOutcome> {
  const { arrival, answer } = callback;
  try {
    const tokens = await exchangeCode(signIn, { client, arrival, transport });
    return await storeSecrets(signIn, { tokens, client, destination, github });
  } catch (thrown) {
    await answer(failurePage(thrown, arrival));
    throw thrown;
  }
}
