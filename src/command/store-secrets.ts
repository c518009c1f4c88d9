import type { GitHub } from '../github/client';
import type { PendingWrite } from '../github/store';
import type { ClientCredentials } from '../goto/grant';
import { storedAfterPrinting } from '../token-lifecycle';
import type { Destination } from './destination';
import type { SignIn, SignInTokens } from './sign-in';

/** What became of the three secrets, each by its name. */
export interface StoreResult {
  principal: string | undefined;
  stored: string[];
  failed: { name: string; problem: string; advice: string }[];
  /** those whose recovery command was printed and which were stored after all */
  storedAfterPrinting: string[];
}

/** Stores the refresh token, then the OAuth client; a write that fails does not stop the others. */
export async function storeSecrets(
  { lifecycle }: SignIn,
  {
    tokens,
    client,
    destination,
    github,
  }: { tokens: SignInTokens; client: ClientCredentials; destination: Destination; github: GitHub },
): Promise<StoreResult> {
  const batches = [
    [{ target: destination.forRefreshToken, value: tokens.refreshToken }],
    [
      { target: destination.forClientId, value: client.clientId },
      { target: destination.forClientSecret, value: client.clientSecret },
    ],
  ];
  await lifecycle.hold(batches, { seal: destination.seal, github });
  await lifecycle.store(github).done;
  const { writes } = lifecycle;
  return {
    principal: tokens.principal,
    stored: writes.filter(({ state }) => state.kind === 'stored').map(nameOf),
    failed: writes.flatMap((write) =>
      write.state.kind === 'failed' ? [{ name: nameOf(write), ...write.state }] : [],
    ),
    storedAfterPrinting: storedAfterPrinting(writes).map(nameOf),
  };
}

const nameOf = ({ target }: PendingWrite): string => target.name;
