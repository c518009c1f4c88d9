import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setOutput } from '@actions/core';
import { endStandIns, readAccount } from './account';

/*
 * A step that ends the stand-ins. Its output is the state that they leave, for those of another job
 * to go on from. For run.ts, which reads the log afterwards, it puts their account into the folder
 * that E2E_ACCOUNTS names.
 */

const account = await readAccount();
const { E2E_ACCOUNTS } = process.env;
if (E2E_ACCOUNTS) {
  writeFileSync(join(E2E_ACCOUNTS, `${randomUUID()}.json`), JSON.stringify(account));
}
setOutput('state', account.state);
await endStandIns();
assert.deepEqual(account.unspent, [], 'what was planned to go wrong did go wrong');
