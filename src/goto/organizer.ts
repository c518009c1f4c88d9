import { Failure } from '../errors';
import { factsOf, type JsonObject, reasonsIn, redirectHostOf } from '../http/outcome';
import { retryWhenBusy, sendWithRetries, type Transport } from '../http/retry';
import type { Phase } from '../process/phase';
import type { Redactor } from '../redactor';
import { isAbsent, readKey } from './response-fields';
import type { TokenFailureFacts, TokenSet } from './token-response';

export type Account = ReturnType<typeof readAccounts>[number];

type OrganizerRequest = Pick<TokenSet, 'accessToken' | 'scope'> & { gotoApiUrl: string };

type OrganizerFailureFacts =
  | (Pick<TokenFailureFacts, 'status' | 'error' | 'host' | 'redirectHost' | 'quotation'> & {
      kind: 'not-answered';
      hasScope: boolean;
      bearerError: ReturnType<typeof bearerErrorOf>;
    })
  | { kind: 'unexpected-field'; field: string };

/** The lookup brought no keys: the facts. */
export class OrganizerFailure extends Failure<OrganizerFailureFacts> {}

/** GoTo's extension of the SCIM schema, which holds the accounts of a user. */
const extension = 'urn:scim:schemas:extension:getgo:1.0';
export const organizerScope = 'identity:scim.me';

/**
 * Requests the organizer's own SCIM record.
 *
 * @param gotoApiUrl without a slash at the end
 * @throws OrganizerFailure
 */
export async function lookUpOrganizer(
  { accessToken, scope, gotoApiUrl }: OrganizerRequest,
  phase: Phase,
  { transport, redactor }: { transport: Transport; redactor: Redactor },
): Promise<JsonObject> {
  const url = new URL(`${gotoApiUrl}/identity/v1/Users/me`);
  const headers = { accept: 'application/json', authorization: `Bearer ${accessToken}` };
  const request = { method: 'GET', url, headers };
  const call = { operation: 'look up the organizer', request, decideRetry: retryWhenBusy };
  const { outcome } = await sendWithRetries(call, phase, transport);
  const response = outcome.kind === 'response' ? outcome : undefined;
  if (response?.status === 200) return response.json ?? {};
  throw new OrganizerFailure({
    kind: 'not-answered',
    ...factsOf(outcome),
    host: url.host,
    redirectHost: redirectHostOf(outcome, url, redactor),
    quotation: redactor.quote('GoTo', ...reasonsIn(response?.json)),
    hasScope: scope?.split(' ').includes(organizerScope) ?? false,
    bearerError: bearerErrorOf(response?.headers['www-authenticate']),
  });
}

/** What `WWW-Authenticate` says (RFC 6750 section 3): the body of a refusal is empty. */
function bearerErrorOf(header = '') {
  const codes = ['insufficient_scope', 'invalid_token'] as const;
  return codes.find((code) => new RegExp(`\\berror="?${code}\\b`).test(header));
}

/** @throws OrganizerFailure */
export function readOrganizerKey({ id }: JsonObject): string {
  return readKey(id) ?? fail('id');
}

/**
 * The accounts of a record, in its order, with their names in GoTo's account switcher: remote text.
 *
 * @throws OrganizerFailure if the first one, which counts, has no valid key
 */
export function readAccounts(record: JsonObject) {
  // An older shape of the record has the accounts at its root.
  const listed = listOf((record[extension] as JsonObject | undefined)?.accounts);
  const entries = listed.length > 0 ? listed : listOf(record.accounts);
  if (entries.length > 0 && readKey(entries[0]?.value) === undefined) fail('accounts');
  return entries.flatMap(({ value, display }) => {
    const key = readKey(value);
    return key === undefined ? [] : [{ key, name: typeof display === 'string' ? display : '' }];
  });
}

function listOf(accounts: unknown): JsonObject[] {
  return Array.isArray(accounts) ? accounts.filter((entry) => !isAbsent(entry?.value)) : [];
}

function fail(field: string): never {
  throw new OrganizerFailure({ kind: 'unexpected-field', field });
}
