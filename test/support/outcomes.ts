import {
  HttpError,
  type HttpResponse,
  type JsonObject,
  type NoResponse,
} from '../../src/http/outcome';

/** A response as `Send` returns it. */
export function response(
  status: number,
  json?: JsonObject,
  headers: HttpResponse['headers'] = {},
): HttpResponse {
  return { kind: 'response', status, headers, text: json ? JSON.stringify(json) : '', json };
}

/** A request without a response; by default it did not reach the server. */
export function noResponse(
  reason: HttpError['reason'] = 'network',
  message = 'ECONNREFUSED',
  { sent = false }: { sent?: boolean } = {},
): NoResponse {
  return { kind: 'no-response', error: new HttpError(reason, message, sent) };
}

export const neverSent = noResponse();
export const reset = noResponse('network', 'ECONNRESET', { sent: true });
export const timeOut = noResponse('time-out', 'no answer in time', { sent: true });
export const untrusted = noResponse('certificate', 'SELF_SIGNED_CERT_IN_CHAIN');
