import { ActionError } from '../errors';
import {
  adviceFor,
  describeOutcome,
  errorOf,
  type HttpOutcome,
  type JsonObject,
  statusOf,
} from '../http/outcome';
import { reasonsIn } from '../http/reasons';
import { retryWhenBusy, sendWithRetries, type Transport } from '../http/retry';
import type { Phase } from '../process/phase';
import type { Redactor } from '../redactor';
import type { Vocabulary } from '../vocabulary';
import { isAbsent, readKey } from './fields';
import { clientsPage } from './grant';
import { describeRedirect } from './redirect';

/** The time for the lookup with its retries, in milliseconds. */
export const organizerTimes = { limitMs: 15_000, tryTimeoutMs: 7_000, firstWaitMs: 500 };

/** The SCIM record of a user. */
type OrganizerRecord = JsonObject;

export interface Account {
  key: string;
  /** the name in GoTo's account switcher, which is remote text; may be empty */
  name: string;
}

interface OrganizerRequest {
  accessToken: string;
  /** what the access token was granted; undefined if GoTo did not say */
  scope: string | undefined;
  /** without a slash at the end */
  gotoApiUrl: string;
}

/** GoTo's extension of the SCIM schema, which holds the accounts of a user. */
const extension = 'urn:scim:schemas:extension:getgo:1.0';
/** The scope of the lookup. */
export const organizerScope = 'identity:scim.me';

/**
 * Requests the organizer's own SCIM record (`GET /identity/v1/Users/me`, scope `identity:scim.me`).
 *
 * @throws ActionError `organizer-lookup-failed`
 */
export async function lookUpOrganizer(
  { accessToken, scope, gotoApiUrl }: OrganizerRequest,
  phase: Phase,
  {
    transport,
    redactor,
    vocabulary,
  }: { transport: Transport; redactor: Redactor; vocabulary: Vocabulary },
): Promise<OrganizerRecord> {
  const url = new URL(`${gotoApiUrl}/identity/v1/Users/me`);
  const headers = { accept: 'application/json', authorization: `Bearer ${accessToken}` };
  const call = {
    operation: 'look up the organizer',
    request: { method: 'GET', url, headers },
    decideRetry: retryWhenBusy,
  };
  const { outcome } = await sendWithRetries(call, phase, transport);
  if (outcome.kind === 'no-response' || outcome.status !== 200) {
    throw lookupFailed(outcome, { url, scope, redactor, vocabulary });
  }
  return outcome.json ?? {};
}

/**
 * The organizer key of a record.
 *
 * @throws ActionError `organizer-lookup-failed`
 */
export function readOrganizerKey({ id }: OrganizerRecord): string {
  return readKey(id) ?? fail('id');
}

/**
 * The accounts of a record, in its order.
 *
 * @throws ActionError `organizer-lookup-failed` if the first one, which counts, has no valid key
 */
export function readAccounts(record: OrganizerRecord): Account[] {
  // An older shape of the record has the accounts at its root.
  const listed = listOf((record[extension] as JsonObject | undefined)?.accounts);
  const entries = listed.length > 0 ? listed : listOf(record.accounts);
  if (entries.length > 0 && readKey(entries[0]?.value) === undefined) fail('accounts');
  return entries.flatMap(({ value, display }) => {
    const key = readKey(value);
    return key === undefined ? [] : [{ key, name: typeof display === 'string' ? display : '' }];
  });
}

/** The entries of a list that have a value. */
function listOf(accounts: unknown): JsonObject[] {
  return Array.isArray(accounts) ? accounts.filter((entry) => !isAbsent(entry?.value)) : [];
}

function lookupFailed(
  outcome: HttpOutcome,
  {
    url,
    scope,
    redactor,
    vocabulary,
  }: { url: URL; scope: string | undefined; redactor: Redactor; vocabulary: Vocabulary },
): ActionError {
  const quote = redactor.quote('GoTo', ...reasonsIn(outcome.kind === 'response' && outcome.json));
  const isRefused = [401, 403].includes(statusOf(outcome) ?? 0);
  const called = { url, setting: 'goto-api-url' };
  const { leadsTo, advice = 'Check that goto-api-url is the API of GoTo.' } = describeRedirect(
    outcome,
    called,
    redactor,
  );
  const hint = isRefused ? refusedHint(scope) : adviceFor(outcome, vocabulary, advice);
  return new ActionError(
    'organizer-lookup-failed',
    `The organizer could not be looked up at GoTo (${url.host}: ${describeOutcome(outcome)}${leadsTo}).${quote} The tokens are safe, and the other outputs are set.`,
    { hint, cause: errorOf(outcome) },
  );
}

/** The scope is to blame only if this token lacks it: GoTo refuses a missing role in the same way. */
function refusedHint(scope: string | undefined): string {
  const isGranted = scope?.split(' ').includes(organizerScope) ?? false;
  const cause = isGranted
    ? `Ask an administrator of your GoTo account to check the role of this user in GoTo Admin: this token has the scope ${organizerScope}, so the scope is not the reason.`
    : `Tick the scope ${organizerScope} in the OAuth client at ${clientsPage}, then authorise again, or create a personal access token that has it: this token probably lacks the scope, and a refresh keeps the old ones.`;
  return `${cause} Or remove lookup-organizer from the step.`;
}

function fail(field: string): never {
  throw new ActionError(
    'organizer-lookup-failed',
    `GoTo's record of the organizer cannot be used: ${field} has an unexpected value.`,
    { hint: 'Check that goto-api-url is the API of GoTo and that no proxy answers in its place.' },
  );
}
