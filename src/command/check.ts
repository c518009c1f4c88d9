import { isoSeconds } from '../dates';
import type { GitHubClient } from '../github/client';
import { locateTimes, readMetadata, readPublicKey, readSharing } from '../github/locate';
import { placeKinds, placeName } from '../github/places';
import { Cancellation } from '../process/cancellation';
import { runPhase } from '../process/phase';
import type { Redactor } from '../redactor';
import { connect } from './connection';
import { toReportedError } from './ending';
import type { Options } from './options';
import type { Terminal } from './terminal';

/**
 * Says what the action would find before it asks GoTo: the GitHub token, the permission, the secret.
 *
 * @throws ActionError of the first problem
 */
export async function check(
  options: Options,
  { terminal, redactor }: { terminal: Terminal; redactor: Redactor },
): Promise<0> {
  const secret = options.secret;
  const { place, name } = secret;
  const { github, tokenSource } = await connect(options, { terminal, redactor });
  const cancellation = new Cancellation();
  const look = async (client: GitHubClient) => {
    const { tokenExpiresAt } = await readPublicKey(secret, client);
    const expiry = tokenExpiresAt
      ? `expires at ${isoSeconds(tokenExpiresAt)}`
      : 'GitHub shows no expiry date';
    terminal.print(`GitHub token: accepted, from ${tokenSource}; ${expiry}.`);
    terminal.print(
      `Permission: ${placeKinds[place.kind].permission} of ${placeName(place)}, at least to read. Whether it includes write access only shows at the first write.`,
    );
    const { updatedAt, visibility } = await readMetadata(secret, client);
    await readSharing(secret, visibility, client);
    terminal.print(`Secret: ${name}, last written at ${isoSeconds(updatedAt)}.`);
  };
  try {
    await runPhase(locateTimes, cancellation, (phase) => look(github.during(phase)));
    return 0;
  } catch (thrown) {
    throw toReportedError(thrown, 'not-asked', cancellation.interruption);
  } finally {
    cancellation.stopListening();
  }
}
