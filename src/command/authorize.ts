import { locateTimes } from '../github/locate';
import { placeName } from '../github/places';
import type { ClientCredentials } from '../goto/grant';
import type { Redactor } from '../redactor';
import { TokenLifecycle } from '../token-lifecycle';
import { type Callback, listenForCallback } from './callback';
import { type Connection, connect } from './connection';
import { createClientReader } from './credentials';
import { type Destination, readDestination } from './destination';
import { toReportedError } from './ending';
import type { Options } from './options';
import { failurePage, storedPage } from './outcome-page';
import { printNextSteps, printRecoveries, printStored } from './outcome-text';
import {
  createCodeVerifier,
  exchangeCode,
  type SignIn,
  waitForCallback,
  waitForPerson,
} from './sign-in';
import { type StoreResult, storeSecrets } from './store-secrets';
import type { Terminal } from './terminal';

/**
 * One sign-in: find what would prevent it, send the person to GoTo, exchange the code for tokens,
 * store the three secrets, say what is left to do.
 *
 * @returns the exit code: 1 when a secret could not be stored
 * @throws ActionError or CommandError when it ended before that
 */
export async function authorize(
  options: Options,
  { terminal, redactor }: { terminal: Terminal; redactor: Redactor },
): Promise<0 | 1> {
  const { place } = options.secret;
  const connection = await connect(options, { terminal, redactor });
  const readClient = createClientReader(terminal, redactor);
  const listener = await listenForCallback(options.port);
  const lifecycle = new TokenLifecycle({
    printRecoveries: (recoveries) => printRecoveries(terminal, recoveries),
  });
  const { cancellation } = lifecycle;
  const codeVerifier = redactor.mask(createCodeVerifier());
  const signIn: SignIn = { options, terminal, redactor, lifecycle, codeVerifier };
  try {
    const destination = await lifecycle.within(locateTimes, (phase) =>
      readDestination(options, connection.github.during(phase)),
    );
    terminal.done(`The GitHub token can read the secrets of ${placeName(place)}.`);
    const client = await waitForPerson(signIn, ({ deadline }) => readClient(deadline));
    const callback = await waitForCallback(signIn, client, listener);
    const outcome = await exchangeAndStore(signIn, { client, callback, destination, connection });
    printStored(terminal, outcome, place);
    lifecycle.printRecoveries();
    await callback.respond(storedPage(outcome, place));
    // A signal that came too late to stop anything is no failure; a crash is.
    const isCrash = cancellation.interruption?.kind === 'crash';
    if (isCrash || outcome.failed.length > 0) cancellation.throwIfInterrupted();
    printNextSteps(signIn, outcome, connection.github);
    return outcome.failed.length === 0 ? 0 : 1;
  } catch (thrown) {
    throw toReportedError(thrown, lifecycle.state.stage, cancellation.interruption);
  } finally {
    lifecycle.end();
    await listener.close();
  }
}

/** @throws what stopped it, once the browser has shown it */
async function exchangeAndStore(
  signIn: SignIn,
  {
    client,
    callback,
    destination,
    connection,
  }: {
    client: ClientCredentials;
    callback: Callback;
    destination: Destination;
    connection: Connection;
  },
): Promise<StoreResult> {
  const { response, respond } = callback;
  try {
    const tokens = await exchangeCode(signIn, { client, response, connection });
    return await storeSecrets(signIn, { tokens, client, destination, github: connection.github });
  } catch (thrown) {
    await respond(failurePage(thrown, response));
    throw thrown;
  }
}
