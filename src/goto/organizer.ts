import { ActionError } from '../errors';
import { HttpFailure } from '../http/error';
import { jsonObject } from '../http/json';
import { adviceFor, describe, failureIn, type HttpOutcome, statusOf } from '../http/outcome';
import { againWhenBusy, reach, type Transport } from '../http/retry';
import type { Phase } from '../process/cancellation';
import type { Secrets } from '../redactor';
import { readKey } from './token-request';

export interface Organizer {
  organizerKey: string;
  /** the first of the accounts; undefined where the record names none */
  accountKey: string | undefined;
  /** how many accounts the record names */
  accounts: number;
}

/**
 * Reads the organizer's own SCIM record (`GET /identity/v1/Users/me`, scope `identity:scim.me`).
 *
 * @throws ActionError `organizer-lookup-failed`
 */
export async function lookUpOrganizer(
  { accessToken, gotoApiUrl }: { accessToken: string; gotoApiUrl: string },
  phase: Phase,
  { transport, secrets }: { transport: Transport; secrets: Secrets },
): Promise<Organizer> {
  const { result } = await reach(
    {
      operation: 'look up the organizer',
      request: {
        method: 'GET',
        url: new URL(`${gotoApiUrl}/identity/v1/Users/me`),
        headers: { accept: 'application/json', authorization: `Bearer ${accessToken}` },
      },
      again: againWhenBusy,
    },
    phase,
    transport,
  );
  return judgeOrganizer(result, secrets);
}

/**
 * What the record means.
 *
 * @throws ActionError `organizer-lookup-failed`
 */
function judgeOrganizer(result: HttpOutcome, secrets: Secrets): Organizer {
  if (result instanceof HttpFailure || result.status !== 200) throw failed(result, secrets);
  const record = jsonObject(result.body);
  const organizerKey = readKey(record?.id);
  if (organizerKey === undefined) throw junk('id');
  const accounts: unknown = record?.accounts ?? [];
  if (!Array.isArray(accounts)) throw junk('accounts');
  const accountKey = readKey(accounts[0]?.value);
  if (accounts.length > 0 && accountKey === undefined) throw junk('accounts');
  return { organizerKey, accountKey, accounts: accounts.length };
}

function failed(result: HttpOutcome, secrets: Secrets): ActionError {
  const fields = result instanceof HttpFailure ? undefined : jsonObject(result.body);
  const said = secrets.quote('GoTo', fields?.detail ?? fields?.description ?? fields?.error);
  const isRefused = [401, 403].includes(statusOf(result) ?? 0);
  const hint = isRefused
    ? 'The token probably lacks the scope identity:scim.me: tick it in the OAuth client at developer.goto.com, then authorise again, since a refresh keeps the old scopes. Or leave out lookup-organizer.'
    : adviceFor(result, 'Check that goto-api-url is the API of GoTo.');
  return new ActionError(
    'organizer-lookup-failed',
    `The organizer could not be looked up at GoTo: ${describe(result)}.${said}`,
    { hint, cause: failureIn(result) },
  );
}

function junk(field: string): ActionError {
  return new ActionError(
    'organizer-lookup-failed',
    `GoTo's record of the organizer cannot be used: ${field} is not what it should be.`,
    { hint: 'Check that goto-api-url is the API of GoTo and that no proxy answers in its place.' },
  );
}
