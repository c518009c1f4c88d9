import { type Retry, retryWhenBusy, sendWithRetries, type Transport } from '../http/retry';
import { tokenAnswerMs } from '../limits';
import type { Phase } from '../process/phase';
import type { Redactor } from '../redactor';
import { basicCredential, type ClientCredentials, type Grant } from './grant';
import { hasTokens, readAnswer } from './response-fields';
import { processTokenResponse, type TokenResponse } from './token-response';

export interface TokenRequest {
  client: ClientCredentials;
  grant: Grant;
  tokenUrl: URL;
}

export interface TokenRequestContext {
  transport: Transport;
  redactor: Redactor;
  /** called when a request leaves: from then on GoTo may have used up the grant */
  onSending: () => void;
}

/** @throws TokenFailure as `processTokenResponse` does */
export async function requestTokens(
  { client, grant, tokenUrl }: TokenRequest,
  phase: Phase,
  { transport, redactor, onSending }: TokenRequestContext,
): Promise<TokenResponse> {
  let requestedAt = new Date();
  const request = {
    method: 'POST',
    url: tokenUrl,
    headers: {
      accept: 'application/json',
      authorization: `Basic ${basicCredential(client)}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams(grant).toString(),
    onSending: () => {
      requestedAt = new Date();
      onSending();
    },
  };
  const call = {
    operation: 'get an access token from GoTo',
    request,
    decideRetry: retryWhenBusy,
    isEnough: hasTokens,
    answerMs: tokenAnswerMs,
  };
  const onRetry = (retry: Retry) => {
    // An answer that is asked for again may hold tokens, too.
    readAnswer(retry.outcome, redactor);
    transport.onRetry(retry);
  };
  const sent = await sendWithRetries(call, phase, { ...transport, onRetry });
  return processTokenResponse(sent, { grant, tokenUrl, requestedAt, redactor });
}
