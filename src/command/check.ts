import { parseExpiration } from '../action/warnings';
import { isoSeconds } from '../dates';
import { ActionError } from '../errors';
import type { GitHubClient } from '../github/client';
import { readMetadata, readPublicKey, readSharing } from '../github/locate';
import { placeKinds, placeName } from '../github/places';
import { Cancellation } from '../process/cancellation';
import { locateTimes } from '../process/phase-times';
import type { Secrets } from '../redactor';
import { connect } from './connection';
import { signInEnding } from './interruption';
import type { Options } from './options';
import type { Terminal } from './terminal';

/**
 * Tells what the action would find before it asks GoTo: the GitHub token, the permission, the secret.
 *
 * @throws ActionError of the first thing that is in the way
 */
export async function check(
  options: Options,
  { terminal, secrets }: { terminal: Terminal; secrets: Secrets },
): Promise<0> {
  const address = options.refreshToken;
  const { place, name } = address;
  const { github, tokenSource } = await connect(options, { terminal, secrets });
  const cancellation = new Cancellation();
  const look = async (client: GitHubClient) => {
    const { tokenExpiration = '' } = await readPublicKey(address, client);
    const expiresAt = parseExpiration(tokenExpiration);
    const expiry = expiresAt ? `expires at ${isoSeconds(expiresAt)}` : 'GitHub names no expiry';
    terminal.print(`GitHub token: accepted, from ${tokenSource}; ${expiry}.`);
    terminal.print(
      `Permission: ${placeKinds[place.kind].permission}, for ${placeName(place)}. Whether it is read and write shows only when something is written.`,
    );
    const { updatedAt, visibility } = await readMetadata(address, client).catch((error) => {
      throw isMissing(error) ? new ActionError(error.code, error.message, { hint }) : error;
    });
    await readSharing(address, visibility, client);
    terminal.print(`Secret: ${name}, last written at ${isoSeconds(updatedAt)}.`);
  };
  try {
    await cancellation.within(locateTimes, (phase) => look(github.during(phase)));
    return 0;
  } catch (thrown) {
    throw signInEnding(thrown, { cancellation, stage: 'untouched' });
  } finally {
    cancellation.stopListening();
  }
}

const hint =
  'Run this command without --check to store it there, or say with --secret-name, --env or --org where it is.';

function isMissing(error: unknown): error is ActionError {
  return error instanceof ActionError && error.code === 'secret-not-found';
}
