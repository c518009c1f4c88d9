import { describe, expect, it } from 'vitest';
import { cmd, commandLineToArgv, powerShell, realShell, type Shell, takeApart } from './shells';

/*
 * The rules of other people's programs. That they read our commands alike is in github/recovery.test.ts.
 */

const shared: Shell = (lines) => lines.map(takeApart);

describe('CommandLineToArgvW', () => {
  // From "Parsing C++ command-line arguments" in Microsoft's documentation.
  it.each([
    ['"abc" d e', ['abc', 'd', 'e']],
    [String.raw`a\\b d"e f"g h`, [String.raw`a\\b`, 'de fg', 'h']],
    [String.raw`a\\\"b c d`, [String.raw`a\"b`, 'c', 'd']],
    [String.raw`a\\\\"b c" d e`, [String.raw`a\\b c`, 'd', 'e']],
    ['a"b"" c d', ['ab" c d']],
  ])('takes %s apart', (text, words) => {
    expect(commandLineToArgv(`gh ${text}`)).toEqual(['gh', ...words]);
    expect(commandLineToArgv(`"C:\\a b\\gh.exe" ${text}`)).toEqual([
      String.raw`C:\a b\gh.exe`,
      ...words,
    ]);
  });
});

describe('what shells do not read alike is noticed', () => {
  it.each<[string, Record<string, Shell>]>([
    [`gh api 'x'`, { shared }],
    ['gh api "x', { shared, 'the rules of PowerShell': powerShell, sh: realShell('sh') }],
    ['gh api "x";id', { shared, 'the rules of PowerShell': powerShell, sh: realShell('sh') }],
    ['gh api "x" && gh api "y"', { shared, cmd, 'the rules of PowerShell': powerShell }],
    ['gh api "$(id)"', { shared, 'the rules of PowerShell': powerShell, bash: realShell('bash') }],
    ['gh api "`id`"', { shared, 'the rules of PowerShell': powerShell, sh: realShell('sh') }],
    ['gh api > file', { shared, cmd, 'the rules of PowerShell': powerShell, sh: realShell('sh') }],
    ['gh api “x”', { shared }],
    ['gh api "a”b"', { shared, 'the rules of PowerShell': powerShell }],
    ['gh api {owner}', { shared, 'the rules of PowerShell': powerShell }],
    ['gh api "%PATH%"', { cmd }],
    ['gh api "wow!"', { shared }],
    ['GH_HOST=x gh api', { shared }],
    ['gh  api', { shared }],
    ['gh api "/x"', { shared }],
    ['gh api "a=+/x"', { shared }],
  ])('%s', (line, shells) => {
    for (const [name, shell] of Object.entries(shells)) expect(() => shell([line]), name).toThrow();
  });
});
