import { locateTimes } from '../github/locate';
import { placeName, type SecretPlace } from '../github/places';
import type { ClientCredentials } from '../goto/grant';
import type { Redactor } from '../redactor';
import { TokenLifecycle } from '../token-lifecycle';
import { type Callback, listenForCallback } from './callback';
import { type Connection, connect, createClientReader } from './credentials';
import { type Destination, readDestination } from './destination';
import { toReportedError } from './ending';
import { printNextSteps } from './next-steps';
import { fromRemote, type Options } from './options';
import { failurePage, storedPage } from './outcome-page';
import { printRecoveries, printSignedIn, printStored } from './outcome-text';
import { secretNames } from './secret-names';
import {
  createCodeVerifier,
  exchangeCode,
  type SignIn,
  type SignInTokens,
  waitForCallback,
  waitForPerson,
} from './sign-in';
import { type StoreResult, storeSecrets } from './store-secrets';
import type { Terminal } from './terminal';
import { keepAliveWorkflow } from './workflow';
import { prepareWorkflowFile, type WorkflowFile } from './workflow-file';

/**
 * One sign-in: find what would prevent it, send the person to GoTo, exchange the code for tokens,
 * store the three secrets, print the workflow, say what is left to do.
 *
 * @returns the exit code: 1 when a secret, or the workflow, could not be stored
 * @throws ActionError or CommandError when it ended before that
 */
export async function authorize(
  options: Options,
  { terminal, redactor }: { terminal: Terminal; redactor: Redactor },
): Promise<0 | 1> {
  const { places } = options;
  const file = options.writesWorkflow ? await prepareWorkflowFile(options) : undefined;
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
    for (const place of places) terminal.done(readable(place, options));
    const client = await waitForPerson(signIn, ({ deadline }) => readClient(deadline));
    const callback = await waitForCallback(signIn, client, listener);
    const { tokens, result } = await exchangeAndStore(signIn, {
      client,
      callback,
      destination,
      connection,
    });
    printSignedIn(terminal, tokens, options);
    printStored(terminal, result, places);
    lifecycle.printRecoveries();
    await callback.respond(storedPage(result, { places, principal: tokens.principal }));
    const hasFailures = result.failed.length > 0;
    // A signal that came too late to stop anything is no failure; a crash is.
    const isCrash = cancellation.interruption?.kind === 'crash';
    if (isCrash || hasFailures) cancellation.throwIfInterrupted();
    const { ghHostname } = connection.github;
    return conclude(signIn, { destination, file, hasFailures, ghHostname });
  } catch (thrown) {
    throw toReportedError(thrown, lifecycle.state.stage, cancellation.interruption);
  } finally {
    lifecycle.end();
    await listener.close();
  }
}

function readable(place: SecretPlace, { repositorySource }: Options): string {
  const isFound = place.kind !== 'organization' && repositorySource === fromRemote;
  const source = isFound ? `, which is the ${fromRemote} of this folder` : '';
  return `The GitHub token has access to the secrets of ${placeName(place)}${source}.`;
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
): Promise<{ tokens: SignInTokens; result: StoreResult }> {
  const { response, respond } = callback;
  const { github } = connection;
  try {
    const tokens = await exchangeCode(signIn, { client, response, connection });
    const { refreshToken } = tokens;
    const result = await storeSecrets(signIn, { refreshToken, client, destination, github });
    return { tokens, result };
  } catch (thrown) {
    await respond(failurePage(thrown, response));
    throw thrown;
  }
}

/**
 * Delivers the workflow, and says what is left to do.
 *
 * @returns the exit code
 */
function conclude(
  { options, terminal }: SignIn,
  {
    destination,
    file,
    hasFailures,
    ghHostname,
  }: {
    destination: Destination;
    file: WorkflowFile | undefined;
    hasFailures: boolean;
    ghHostname: string | undefined;
  },
): 0 | 1 {
  const withoutWriterToken = findWithoutWriterToken(terminal, destination);
  const workflowPath = deliverWorkflow(terminal, options, file);
  printNextSteps(terminal, {
    options,
    withoutWriterToken,
    hasFailures,
    workflowPath,
    isWorkflowThere: file?.isOther ?? false,
    ghHostname,
  });
  return hasFailures || workflowPath !== file?.path ? 1 : 0;
}

/** Writes the workflow, or prints it. Returns where it was written. */
function deliverWorkflow(
  terminal: Terminal,
  options: Options,
  file: WorkflowFile | undefined,
): string | undefined {
  const problem = file?.write();
  if (file !== undefined && problem === undefined) {
    terminal.done(
      file.isOther
        ? `${file.path} is there already, and is not the workflow that these options make. It stays as it is.`
        : `The keep-alive workflow is in ${file.path}.`,
    );
    return file.path;
  }
  if (file !== undefined) terminal.failed(`${file.path} could not be written (${problem}).`);
  if (terminal.result.isTerminal)
    terminal.note('\nThe workflow that keeps the refresh token alive:\n');
  terminal.result.verbatim(keepAliveWorkflow(options).trimEnd());
  return undefined;
}

/** Says where the fourth secret is, and returns the places where it is not. */
function findWithoutWriterToken(terminal: Terminal, { places }: Destination): SecretPlace[] {
  for (const { place, hasWriterToken } of places) {
    if (hasWriterToken) {
      terminal.done(`${secretNames.githubToken} is already in ${placeName(place)}.`);
    }
  }
  return places.flatMap(({ place, hasWriterToken }) => (hasWriterToken ? [] : [place]));
}
