import { randomBytes } from 'node:crypto';
import { Cancellation } from '../cancellation';
import { Custody } from '../custody';
import { locateTimes } from '../phase-times';
import { placeName } from '../secret-place';
import type { Secrets } from '../secrets';
import { type CallbackListener, listenForCallback } from './callback';
import { connect } from './connection';
import { clientReader } from './credentials';
import { readDestination } from './destination';
import { endingOf } from './interruption';
import type { Options } from './options';
import { failurePage, savedPage } from './outcome-page';
import { type Saved, saveSecrets } from './save-secrets';
import { exchangeCode, type SignIn, waitForCallback, waitForPerson } from './sign-in';
import type { Terminal } from './terminal';
import { tellRecoveries, tellSaved, tellWhatIsLeft } from './told';

/**
 * One sign-in: find what would stop it, send the person to GoTo, trade the code for tokens, save the
 * three secrets, say what is left to do.
 *
 * @returns the exit code: 1 when a secret could not be saved
 * @throws ActionError or CommandError when it ended before that
 */
export async function authorize(
  options: Options,
  { terminal, secrets }: { terminal: Terminal; secrets: Secrets },
): Promise<0 | 1> {
  const { place } = options.refreshToken;
  const { github, from, transport } = await connect(options, { terminal, secrets });
  const custody = new Custody((...recoveries) => tellRecoveries(terminal, ...recoveries));
  const cancellation = new Cancellation();
  const signIn: SignIn = { options, terminal, secrets, cancellation, custody, stage: 'untouched' };
  // Whatever calls process.exit must not take a token with it.
  const onExit = () => custody.printRecoveries();
  process.once('exit', onExit);
  let listener: CallbackListener | undefined;
  try {
    const readClient = clientReader(terminal, secrets);
    const state = randomBytes(32).toString('base64url');
    listener = await listenForCallback(options.port, state);
    const destination = await cancellation.within(locateTimes, (phase) =>
      readDestination(options, github.during(phase)),
    );
    terminal.done(`The GitHub token of ${from} reaches the secrets of ${placeName(place)}.`);
    const client = await waitForPerson(signIn, ({ over }) => readClient(over));
    const { arrival, answer } = await waitForCallback(signIn, { client, state, listener });
    let saved: Saved;
    try {
      const tokens = await exchangeCode(signIn, { client, arrival, transport });
      saved = await saveSecrets(signIn, { tokens, client, destination, github });
    } catch (thrown) {
      await answer(failurePage(thrown, arrival));
      throw thrown;
    }
    tellSaved(terminal, saved, place);
    custody.printRecoveries();
    await answer(savedPage(saved, place));
    // A signal that came too late to stop anything is no failure; a fault of ours is.
    const isCrash = cancellation.interruption?.kind === 'crash';
    if (isCrash || saved.refused.length > 0) cancellation.throwIfInterrupted();
    tellWhatIsLeft(signIn, saved, github);
    return saved.refused.length === 0 ? 0 : 1;
  } catch (thrown) {
    throw endingOf(thrown, signIn);
  } finally {
    custody.printRecoveries();
    process.off('exit', onExit);
    cancellation.stopListening();
    await listener?.close();
  }
}
