import assert from 'node:assert/strict';
import {
  type Account,
  type PlaceKind,
  placeKinds,
  readAccount,
  selectedRepositoryIds,
} from './account';

/*
 * A step that checks what a run of the action left, in its outputs and at the stand-ins:
 * check.ts stored|refused|recovered|stored-at-end PLACE
 */

const { OUTCOME, OUTPUTS = '{}' } = process.env;
const outputs: Record<string, string> = JSON.parse(OUTPUTS);

/** What is checked, by the word for it. */
const claims: Record<string, (account: Account, kind: PlaceKind) => void> = {
  stored(account, kind) {
    assert.equal(OUTCOME, 'success', 'the step succeeded');
    const grant = theGrant(account);
    holdsNewToken(account, kind);
    assert.equal(
      outputs['access-token'],
      grant.accessToken,
      'the access token is the one that GoTo sent',
    );
    assert.equal(outputs['refresh-token-rotated'], 'true');
    assert.equal(outputs['refresh-token-updated-at'], account.secrets[kind].updatedAt);
    assert.match(account.writes.at(-1)?.userAgent ?? '', /^goto-access-token\//);
  },

  refused(account, kind) {
    assert.equal(OUTCOME, 'failure', 'the step failed');
    const grant = theGrant(account);
    assert.equal(outputs['error-code'], 'write-back-failed');
    assert.equal(
      outputs['access-token'],
      grant.accessToken,
      'the access token is there all the same',
    );
    assert.equal(outputs['refresh-token-rotated'], 'true');
    assert.deepEqual(
      account.writes.map(({ status }) => status),
      [403],
    );
    for (const { value, written } of Object.values(account.secrets)) {
      assert.deepEqual({ value, written }, { value: account.held, written: [] });
    }
    assert.equal(account.secrets[kind].isHonoured, false, 'the stored token is dead');
  },

  recovered(account, kind) {
    theGrant(account);
    holdsNewToken(account, kind);
    const [, pasted, ...more] = account.writes;
    assert.equal(pasted?.status, 204);
    assert.match(pasted?.userAgent ?? '', /^GitHub CLI /, 'gh wrote it');
    assert.deepEqual(more, []);
  },

  'stored-at-end'(account, kind) {
    theGrant(account);
    holdsNewToken(account, kind);
    const [, ours, ...more] = account.writes;
    assert.equal(ours?.status, 204);
    assert.match(ours?.userAgent ?? '', /^goto-access-token\//, 'the action wrote it');
    assert.deepEqual(more, []);
  },
};

/** The only grant, which brought a new refresh token for the one that was stored. */
function theGrant({ grants, held }: Account) {
  const [grant, ...more] = grants;
  assert.deepEqual(more, [], 'GoTo was asked once');
  assert(grant?.kind === 'rotated', `GoTo sent a new refresh token: ${grant?.kind}`);
  assert.equal(grant.sent, held, 'GoTo was asked with the token that was stored');
  return grant;
}

/** The place holds the token that GoTo sent, as the one to keep, and nothing else was touched. */
function holdsNewToken(account: Account, kind: PlaceKind): void {
  const { refreshToken } = theGrant(account);
  const secret = account.secrets[kind];
  assert.equal(secret.value, refreshToken, 'the secret opens to the token that GoTo sent');
  assert.deepEqual(secret.written, [refreshToken], 'it was written once');
  assert(secret.isHonoured, 'GoTo takes it from now on');
  for (const other of placeKinds.filter((place) => place !== kind)) {
    assert.deepEqual(account.secrets[other].written, [], `the ${other} was left alone`);
  }
  const { organization } = account.secrets;
  assert.equal(organization.visibility, 'selected');
  assert.deepEqual(organization.selectedRepositoryIds, selectedRepositoryIds);
}

const [claim = '', place = ''] = process.argv.slice(2);
const kind = placeKinds.find((known) => known === place);
const check = claims[claim];
if (!check || !kind) throw new Error(`Usage: check.ts ${Object.keys(claims).join('|')} PLACE`);
const account = await readAccount();
check(account, kind);
console.log(`It is as it should be: ${claim}, ${kind}.`);
// On purpose: the action has masked it, and the mask holds for the whole job.
console.log(`The stored refresh token is ${account.secrets[kind].value}.`);
