import { ActionError } from '../errors';
import {
  adviceFor,
  describeOutcome,
  errorOf,
  type HttpOutcome,
  type HttpResponse,
  type JsonObject,
  redirectAdvice,
  redirectHost,
  statusOf,
} from '../http/outcome';
import { reasonsIn } from '../http/reasons';
import { retryWhenBusy, sendWithRetries, type Transport } from '../http/retry';
import type { Phase } from '../process/phase';
import type { Redactor } from '../redactor';
import type { Vocabulary } from '../vocabulary';
import { readKey } from './fields';

/** The time for the lookup with its retries, in milliseconds. */
export const organizerTimes = { limitMs: 15_000, tryTimeoutMs: 7_000, firstWaitMs: 500 };

export interface Organizer {
  organizerKey: string;
  /** in the order of the record */
  accounts: Account[];
}

interface Account {
  key: string;
  /** the name in GoTo's account switcher; remote text */
  name: string | undefined;
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
const requiredScope = 'identity:scim.me';

/**
 * Reads the organizer's own SCIM record (`GET /identity/v1/Users/me`, scope `identity:scim.me`).
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
    throw lookupFailed(outcome, { url, scope, redactor, vocabulary });
  }
  return readOrganizer(outcome);
}

/** @throws ActionError `organizer-lookup-failed`, naming the field */
function readOrganizer({ json }: HttpResponse): Organizer {
  const organizerKey = readKey(json?.id);
  if (organizerKey === undefined) throw invalidField('id');
  // An older shape of the record has the accounts at its root.
  const listed = listAccounts((json?.[extension] as JsonObject | undefined)?.accounts);
  return { organizerKey, accounts: listed.length > 0 ? listed : listAccounts(json?.accounts) };
}

/** @throws ActionError `organizer-lookup-failed` if the first account, which counts, has no key */
function listAccounts(list: unknown): Account[] {
  if (list === undefined || list === null) return [];
  if (!Array.isArray(list)) throw invalidField('accounts');
  const accounts = list.map((entry) => ({
    key: readKey(entry?.value),
    name: typeof entry?.display === 'string' ? entry.display : undefined,
  }));
  if (accounts.length > 0 && accounts[0]?.key === undefined) throw invalidField('accounts');
  return accounts.filter((account): account is Account => account.key !== undefined);
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
  const host = redirectHost(outcome, url);
  const redirect = host && redactor.redact(host);
  const otherwise =
    redirect === undefined
      ? 'Check that goto-api-url is the API of GoTo.'
      : redirectAdvice(redirect, 'goto-api-url');
  const hint = isRefused ? refusedHint(scope) : adviceFor(outcome, vocabulary, otherwise);
  const leadsTo = redirect === undefined ? '' : `, a redirect to ${redirect}`;
  return new ActionError(
    'organizer-lookup-failed',
    `The organizer could not be looked up at GoTo (${url.host}: ${describeOutcome(outcome)}${leadsTo}).${quote} The tokens are safe, and the other outputs are set.`,
    { hint, cause: errorOf(outcome) },
  );
}

/** The scope is to blame only if this token lacks it: GoTo refuses a missing role in the same way. */
function refusedHint(scope: string | undefined): string {
  const isGranted = scope?.split(' ').includes(requiredScope) ?? false;
  const cause = isGranted
    ? 'Ask an administrator of your GoTo account to check the role of this user in GoTo Admin: this token has the scope identity:scim.me, so the scope is not the reason.'
    : 'Tick the scope identity:scim.me in the OAuth client at developer.logmeininc.com/clients, then authorise again, or create a personal access token that has it: this token probably lacks the scope, and a refresh keeps the old ones.';
  return `${cause} Or remove lookup-organizer from the step.`;
}

function invalidField(field: string): ActionError {
  return new ActionError(
    'organizer-lookup-failed',
    `GoTo's record of the organizer cannot be used: ${field} has an unexpected value.`,
    { hint: 'Check that goto-api-url is the API of GoTo and that no proxy answers in its place.' },
  );
}
