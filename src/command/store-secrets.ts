import type { GitHub } from '../github/client';
import type { Secret } from '../github/places';
import type { PendingWrite } from '../github/store';
import type { ClientCredentials } from '../goto/grant';
import { storedAfterPrinting } from '../token-lifecycle';
import type { Destination } from './destination';
import type { SignIn } from './sign-in';

/** What became of the secrets, in the order of the places. */
export interface StoreResult {
  stored: Secret[];
  failed: { secret: Secret; problem: string; advice: string }[];
  /** those whose recovery command was printed and which were stored after all */
  storedAfterPrinting: Secret[];
}

/**
 * Stores the refresh token everywhere, then the OAuth client; a write that fails does not stop the
 * others.
 */
export async function storeSecrets(
  { lifecycle }: SignIn,
  {
    refreshToken,
    client,
    destination: { places, seal },
    github,
  }: {
    refreshToken: string;
    client: ClientCredentials;
    destination: Destination;
    github: GitHub;
  },
): Promise<StoreResult> {
  const batches = [
    places.map(({ forRefreshToken: target }) => ({ target, value: refreshToken })),
    places.flatMap(({ forClientId, forClientSecret }) => [
      { target: forClientId, value: client.clientId },
      { target: forClientSecret, value: client.clientSecret },
    ]),
  ];
  await lifecycle.hold(batches, { seal, github });
  await lifecycle.store(github).done;
  const { writes } = lifecycle;
  return {
    stored: writes.filter(({ state }) => state.kind === 'stored').map(secretOf),
    failed: writes.flatMap((write) =>
      write.state.kind === 'failed' ? [{ secret: secretOf(write), ...write.state }] : [],
    ),
    storedAfterPrinting: storedAfterPrinting(writes).map(secretOf),
  };
}

const secretOf = ({ target }: PendingWrite): Secret => target;
