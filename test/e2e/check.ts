import assert from 'node:assert/strict';
import { setOutput } from '@actions/core';
import type { Account } from './stand-ins';

/*
 * A step that checks what a run of the action left, in its outputs and at the stand-ins:
 * check.ts succeeded|refused|stored PLACE [WRITER]
 */

const { STAND_INS = '', OUTCOME, OUTPUTS = '{}' } = process.env;
const outputs: Record<string, string> = JSON.parse(OUTPUTS);
const [claim = '', place = '', writer = 'goto-access-token'] = process.argv.slice(2);
const { held, secrets, sharedWith, grants, writes, state } = (await (
  await fetch(STAND_INS)
).json()) as Account;
const secret = secrets[place as keyof typeof secrets];
const [grant, ...moreGrants] = grants;
assert.deepEqual(moreGrants, [], 'GoTo was asked once');
assert(grant?.kind === 'rotated', 'GoTo sent a new refresh token');
assert.equal(grant.sent, held, 'GoTo was asked with the token that was stored');

const checkStep = (outcome: string, errorCode?: string) => {
  assert.equal(OUTCOME, outcome);
  assert.equal(outputs['access-token'], grant.accessToken, 'the access token is there');
  assert.equal(outputs['refresh-token-rotated'], 'true');
  assert.equal(outputs['error-code'], errorCode);
};

/** The place holds the token that GoTo sent, as the one to keep, and nothing else was touched. */
const checkStored = () => {
  assert.equal(secret.value, grant.refreshToken, 'the secret opens to the token that GoTo sent');
  assert(secret.isHonored, 'GoTo takes it from now on');
  for (const [name, { written }] of Object.entries(secrets)) {
    assert.deepEqual(written, name === place ? [grant.refreshToken] : [], name);
  }
  const { visibility, selectedRepositoryIds } = secrets.organization;
  assert.deepEqual({ visibility, selectedRepositoryIds }, sharedWith);
  const { status, userAgent } = writes.at(-1) ?? {};
  assert.equal(status, 204);
  assert(userAgent?.startsWith(writer), `${writer} wrote it, not ${userAgent}`);
  assert(
    writes.slice(0, -1).every((earlier) => earlier.status === 403),
    'the writes before that one were refused',
  );
};

const claims: Record<string, () => void> = {
  succeeded: () => {
    checkStep('success');
    assert.equal(outputs['refresh-token-updated-at'], secret.updatedAt);
    checkStored();
    setOutput('state', state);
  },
  refused: () => {
    checkStep('failure', 'write-back-failed');
    const statuses = writes.map(({ status }) => status);
    assert.deepEqual(statuses, [403]);
    for (const { value, written } of Object.values(secrets)) {
      assert.deepEqual({ value, written }, { value: held, written: [] });
    }
    assert.equal(secret.isHonored, false, 'the stored token is dead');
  },
  stored: checkStored,
};

const check = claims[claim];
if (!check) throw new Error(`There is no claim ${claim}.`);
check();
// On purpose: the action has masked it, and the mask holds for the whole job.
console.log(`The stored refresh token is ${secret.value}.`);
