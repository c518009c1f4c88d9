import type { HttpRequest } from '../http/request';
import { retryWhenBusy, sendWithRetries, type Transport } from '../http/retry';
import type { Phase } from '../process/phase';
import type { Redactor } from '../redactor';
import type { Vocabulary } from '../vocabulary';
import { basicCredential, type ClientCredentials, type Grant } from './grant';
import { hasTokens, processTokenResponse, type TokenResponse } from './token-response';

/**
 * The time for a token request with its retries, in milliseconds. A request that has left is waited
 * for to the end: its answer may hold a new refresh token, and a second request would make GoTo
 * reject the old one.
 */
export const tokenTimes = { limitMs: 45_000, firstWaitMs: 500 };

export interface TokenRequest {
  client: ClientCredentials;
  grant: Grant;
  tokenUrl: URL;
}

/** What a token request works with. */
export interface TokenRequestContext {
  transport: Transport;
  redactor: Redactor;
  vocabulary: Vocabulary;
  /** called when a request leaves: from then on GoTo may have used up the grant */
  onSending: () => void;
}

/**
 * Requests tokens, retries where that may help, and processes the last response.
 *
 * @throws ActionError as `processTokenResponse` does
 */
export async function requestTokens(
  tokenRequest: TokenRequest,
  phase: Phase,
  { transport, redactor, vocabulary, onSending }: TokenRequestContext,
): Promise<TokenResponse> {
  let requestedAt = new Date();
  const request = {
    ...httpRequest(tokenRequest),
    onSending: () => {
      requestedAt = new Date();
      onSending();
    },
  };
  const operation = 'get an access token from GoTo';
  const call = {
    operation,
    request,
    decideRetry: retryWhenBusy,
    isEnough: hasTokens,
    answerMs: 5_000,
  };
  const sent = await sendWithRetries(call, phase, transport);
  const { grant, tokenUrl } = tokenRequest;
  return processTokenResponse(sent, { grant, tokenUrl, requestedAt, redactor, vocabulary });
}

function httpRequest({ client, grant, tokenUrl }: TokenRequest): HttpRequest {
  return {
    method: 'POST',
    url: tokenUrl,
    headers: {
      accept: 'application/json',
      authorization: `Basic ${basicCredential(client)}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams(grant).toString(),
  };
}
