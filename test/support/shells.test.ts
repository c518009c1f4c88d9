import { expect, it } from 'vitest';
import { cmd, powerShell, realShell, type Shell, takeApart } from './shells';

const shared: Shell = (lines) => lines.map(takeApart);

it.each<[string, ...Shell[]]>([
  [`gh api 'x'`, shared],
  ['gh api "x', shared, powerShell, cmd, realShell('sh')],
  ['gh api "x";id', shared, powerShell, cmd, realShell('sh')],
  ['gh api "x" && gh api "y"', shared, cmd, powerShell],
  ['gh api "$(id)"', shared, powerShell, realShell('bash')],
  ['gh api "`id`"', shared, powerShell, realShell('sh')],
  ['gh api > file', shared, cmd, powerShell, realShell('sh')],
  ['gh api “x”', shared, powerShell],
  ['gh api "a”b"', shared, powerShell],
  ['gh api {owner}', shared, powerShell],
  ['gh api "a\\" "b"', shared, powerShell, cmd],
  ['gh api ""', shared, powerShell],
  ['gh api "%PATH%"', cmd],
  ['gh api "wow!"', shared],
  ['GH_HOST=x gh api', shared],
  ['gh  api', shared],
  ['gh api "/x"', shared],
  ['gh api "a=+/x"', shared],
])('what shells do not read alike is noticed: %s', (line, ...shells) => {
  for (const shell of shells) expect(() => shell([line])).toThrow('Not every shell');
});
