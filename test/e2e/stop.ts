import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endStandIns, readAccount } from './account';

/*
 * A step that ends the stand-ins. For run.ts, which reads the log afterwards, it leaves their account
 * in the folder that E2E_ACCOUNTS names.
 */

const account = await readAccount();
const { E2E_ACCOUNTS } = process.env;
if (E2E_ACCOUNTS) {
  writeFileSync(join(E2E_ACCOUNTS, `${randomUUID()}.json`), JSON.stringify(account));
}
await endStandIns();
assert.deepEqual(account.unspent, [], 'what was planned to go wrong did go wrong');
