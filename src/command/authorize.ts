import { randomBytes } from 'node:crypto';
import { placeName, type SecretPlace } from '../github/places';
import { describeFailure, describeSignIn } from '../messages/describe';
import type { Names } from '../messages/names';
import { TokenLifecycle } from '../token-lifecycle';
import { type Callback, listenForCallback, readCode } from './callback';
import { connect, createClientReader } from './credentials';
import { findDestination, printRecoveries, printStored, storeSignIn } from './destination';
import { printNextSteps, type Situation } from './next-steps';
import { fromRemote, type Options } from './options';
import { backToTerminal, failurePage, storedPage } from './page';
import { exchangeCode, printSignedIn, waitForCallback, waitForPerson } from './sign-in';
import { isExplained, type Output, type Terminal } from './terminal';
import { deliverWorkflow, prepareWorkflow, type Workflow } from './workflow';

/**
 * One sign-in: find what would prevent it, send the person to GoTo, exchange the code for tokens,
 * store the three secrets, print the workflow, say what is left to do.
 *
 * @returns the exit code: 1 when a secret, or the workflow, could not be stored
 * @throws ActionError or CommandError when it ended before that
 */
export async function authorize(options: Options, output: Output): Promise<0 | 1> {
  const { terminal, redactor } = output;
  const { places, tokenUrl } = options;
  const workflow = await prepareWorkflow(options);
  const { github, transport, names, sources } = await connect(options, output);
  const readClient = createClientReader(terminal, redactor);
  const listener = await listenForCallback(options.port);
  const lifecycle = new TokenLifecycle({
    printRecoveries: (recoveries) => printRecoveries(terminal, recoveries),
  });
  const { cancellation } = lifecycle;
  try {
    const confirm = confirmation(options, terminal, lifecycle);
    const destination = await findDestination(options, { lifecycle, github, terminal, confirm });
    for (const place of places) terminal.done(describeAccess(place, options.repositorySource));
    const client = await waitForPerson(options, lifecycle, readClient);
    // A verifier of 43 characters (RFC 7636 section 4.1).
    const codeVerifier = redactor.mask(randomBytes(32).toString('base64url'));
    const request = { client, redirectUri: listener.redirectUri, codeVerifier };
    const callback = await waitForCallback(request, listener, { options, terminal, lifecycle });
    const { refreshToken, ...granted } = await showingFailure(callback, names, async () => {
      const code = readCode(callback.response, redactor);
      const context = { transport, redactor, names };
      const tokens = await exchangeCode({ ...request, code, tokenUrl }, lifecycle, context);
      const values = { refreshToken: tokens.refreshToken, client };
      await storeSignIn(values, destination, { lifecycle, github });
      return tokens;
    });
    const { writes } = lifecycle;
    printSignedIn(terminal, { refreshToken, ...granted }, options.scope);
    printStored(terminal, writes, { places, names });
    lifecycle.printRecoveries();
    await callback.respond(storedPage(writes, { places, ...granted }));
    const hasFailures = writes.some(({ state }) => state.kind === 'failed');
    // A signal that came too late to stop anything is no failure; a crash is.
    const isCrash = cancellation.interruption?.kind === 'crash';
    if (isCrash || hasFailures) cancellation.throwIfInterrupted();
    const lacking = destination.places.filter(({ hasWriterToken }) => !hasWriterToken);
    const without = lacking.map(({ place }) => place);
    const ghHostname = sources.hostname;
    const situation = { ...options, without, ghHostname, name: options.secretNames.writerToken };
    return conclude(terminal, workflow, { writerToken: situation, hasFailures });
  } catch (thrown) {
    const { interruption } = cancellation;
    throw describeSignIn(thrown, { stage: lifecycle.state.stage, interruption }, names);
  } finally {
    lifecycle.end();
    await listener.close();
  }
}

/** What asks before something is made; undefined where nobody can be asked. */
function confirmation(
  options: Options,
  terminal: Terminal,
  lifecycle: TokenLifecycle,
): ((question: string) => Promise<boolean>) | undefined {
  if (options.yes) return async () => true;
  if (!terminal.canAsk) return undefined;
  return async (text) => {
    const questions = [{ text: `${text} (yes or no)`, secret: false }];
    const ask = (deadline: AbortSignal) => terminal.ask(questions, deadline);
    const [answer = ''] = await waitForPerson(options, lifecycle, ask);
    return /^y(es)?$/i.test(answer);
  };
}

function describeAccess(place: SecretPlace, repositorySource: string): string {
  const isFound = place.kind !== 'organization' && repositorySource === fromRemote;
  const source = isFound ? `, which is the ${fromRemote} of this folder` : '';
  return `The GitHub token has access to the secrets of ${placeName(place)}${source}.`;
}

/** @throws what stopped the work, once the browser has shown it */
async function showingFailure<T>(
  { response, respond }: Callback,
  names: Names,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    // An error in the callback is the answer of GoTo or of the person: nothing failed here.
    const status = response.kind === 'error' ? 200 : 500;
    const shown = describeFailure(thrown, names) ?? thrown;
    const texts = isExplained(shown) ? [shown.message, shown.hint] : [];
    await respond(failurePage(status, 'The sign-in failed', ...texts, backToTerminal));
    throw thrown;
  }
}

/** Delivers the workflow, and says what is left to do. Returns the exit code. */
function conclude(
  terminal: Terminal,
  workflow: Workflow,
  { writerToken, hasFailures }: Omit<Situation, 'workflow'>,
): 0 | 1 {
  const { name, places, without } = writerToken;
  for (const place of places) {
    if (!without.includes(place)) terminal.done(`${name} is already in ${placeName(place)}.`);
  }
  const delivery = deliverWorkflow(workflow, terminal);
  printNextSteps(terminal, { writerToken, workflow: delivery, hasFailures });
  const isUnwritten = workflow.file !== undefined && delivery.kind === 'printed';
  return hasFailures || isUnwritten ? 1 : 0;
}
