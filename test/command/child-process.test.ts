import { describe, expect, it } from 'vitest';
import { findOnWindows } from '../../src/command/child-process';

describe('a program on Windows', () => {
  const git = String.raw`C:\Program Files\Git\cmd\git.exe`;

  it.each<[string, string, string[], string | undefined]>([
    ['is found in a folder of PATH', String.raw`C:\Windows;C:\Program Files\Git\cmd`, [git], git],
    ['is found where PATH has quotes', String.raw`"C:\Program Files\Git\cmd"`, [git], git],
    [
      'is taken from the first folder',
      String.raw`D:\tools;C:\Program Files\Git\cmd`,
      [git, String.raw`D:\tools\git.exe`],
      String.raw`D:\tools\git.exe`,
    ],
    [
      'may be .com',
      String.raw`D:\tools`,
      [String.raw`D:\tools\git.com`],
      String.raw`D:\tools\git.com`,
    ],
    [
      'may be in a shared folder',
      String.raw`\\host\bin`,
      [String.raw`\\host\bin\git.exe`],
      String.raw`\\host\bin\git.exe`,
    ],
    ['is no batch file', String.raw`D:\tools`, [String.raw`D:\tools\git.cmd`], undefined],
    [
      'is not one of the current folder',
      '',
      ['git.exe', String.raw`.\git.exe`, String.raw`\git.exe`],
      undefined,
    ],
    [
      'is not one of a relative folder',
      String.raw`.;;tools;..\bin;\tools;C:tools`,
      [
        String.raw`.\git.exe`,
        String.raw`\git.exe`,
        String.raw`tools\git.exe`,
        String.raw`..\bin\git.exe`,
        String.raw`\tools\git.exe`,
        String.raw`C:tools\git.exe`,
      ],
      undefined,
    ],
  ])('%s', (_what, path, files, found) => {
    const exists = (file: string) => files.includes(file);
    expect(findOnWindows('git', { path, exists })).toBe(found);
  });
});
