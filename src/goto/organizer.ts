import { ActionError } from '../errors';
import {
  adviceFor,
  describeOutcome,
  errorOf,
  type HttpOutcome,
  type HttpResponse,
  statusOf,
} from '../http/outcome';
import { retryWhenBusy, sendWithRetries, type Transport } from '../http/retry';
import type { Phase } from '../process/phase';
import type { Redactor } from '../redactor';
import type { Vocabulary } from '../vocabulary';
import { readKey } from './fields';

/** The time for the lookup with its retries, in milliseconds. */
export const organizerTimes = { limitMs: 15_000, tryTimeoutMs: 7_000, firstWaitMs: 500 };

interface Organizer {
  organizerKey: string;
  /** of the first account; undefined if the record names none */
  accountKey: string | undefined;
  accountCount: number;
}

interface OrganizerRequest {
  accessToken: string;
  /** without a slash at the end */
  gotoApiUrl: string;
}

/**
 * Reads the organizer's own SCIM record (`GET /identity/v1/Users/me`, scope `identity:scim.me`).
 *
 * @throws ActionError `organizer-lookup-failed`
 */
export async function lookUpOrganizer(
  { accessToken, gotoApiUrl }: OrganizerRequest,
  phase: Phase,
  {
    transport,
    redactor,
    vocabulary,
  }: { transport: Transport; redactor: Redactor; vocabulary: Vocabulary },
): Promise<Organizer> {
  const url = new URL(`${gotoApiUrl}/identity/v1/Users/me`);
  const headers = { accept: 'application/json', authorization: `Bearer ${accessToken}` };
  const call = {
    operation: 'look up the organizer',
    request: { method: 'GET', url, headers },
    decideRetry: retryWhenBusy,
  };
  const { outcome } = await sendWithRetries(call, phase, transport);
  if (outcome.kind === 'no-response' || outcome.status !== 200) {
    throw lookupFailed(outcome, { host: url.host, redactor, vocabulary });
  }
  return readOrganizer(outcome);
}

/** @throws ActionError `organizer-lookup-failed`, naming the field */
function readOrganizer({ json }: HttpResponse): Organizer {
  const organizerKey = readKey(json?.id);
  if (organizerKey === undefined) throw invalidField('id');
  const accounts: unknown = json?.accounts ?? [];
  if (!Array.isArray(accounts)) throw invalidField('accounts');
  const accountKey = readKey(accounts[0]?.value);
  if (accounts.length > 0 && accountKey === undefined) throw invalidField('accounts');
  return { organizerKey, accountKey, accountCount: accounts.length };
}

function lookupFailed(
  outcome: HttpOutcome,
  { host, redactor, vocabulary }: { host: string; redactor: Redactor; vocabulary: Vocabulary },
): ActionError {
  const json = outcome.kind === 'response' ? outcome.json : undefined;
  const quote = redactor.quote('GoTo', json?.detail ?? json?.description ?? json?.error);
  const isRefused = [401, 403].includes(statusOf(outcome) ?? 0);
  const hint = isRefused
    ? 'Tick the scope identity:scim.me in the OAuth client at developer.goto.com, then authorise again: this token probably lacks it, and a refresh keeps the old scopes. Or remove lookup-organizer from the step.'
    : adviceFor(outcome, vocabulary, 'Check that goto-api-url is the API of GoTo.');
  return new ActionError(
    'organizer-lookup-failed',
    `The organizer could not be looked up at GoTo (${host}: ${describeOutcome(outcome)}).${quote} The tokens are safe, and the other outputs are set.`,
    { hint, cause: errorOf(outcome) },
  );
}

function invalidField(field: string): ActionError {
  return new ActionError(
    'organizer-lookup-failed',
    `GoTo's record of the organizer cannot be used: ${field} has an unexpected value.`,
    { hint: 'Check that goto-api-url is the API of GoTo and that no proxy answers in its place.' },
  );
}
