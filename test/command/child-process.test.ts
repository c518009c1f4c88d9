import { describe, expect, it } from 'vitest';
import { findOnWindows, repositoryAt } from '../../src/command/child-process';
import { describeConversations } from '../support/conversation';

describeConversations('without a repository, a sign-in stores', {
  'in that of the remote origin': {
    args: [],
    options: { origin: 'https://x-access-token:t0ken@github.com/octo/webinars.git' },
    check: ({ stdout, stderr }) => expect(stdout + stderr).not.toContain('t0ken'),
  },
});

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

describe('the address of a remote', () => {
  it.each([
    'https://github.com/octo/webinars.git',
    'https://github.com/octo/webinars',
    'http://github.com/octo/webinars',
    'https://github.com/octo/webinars.git/',
    'https://octocat@github.com/octo/webinars.git',
    'ssh://git@github.com/octo/webinars.git',
    'ssh://git@ssh.github.com:443/octo/webinars.git',
    'git@github.com:octo/webinars.git',
    'git@github.com:/octo/webinars.git',
    'work-alias:octo/webinars',
    'git://github.com/octo/webinars',
    'git+ssh://git@github.com/octo/webinars.git',
    'HTTPS://github.com/octo/webinars',
  ])('%s leads to octo/webinars', (address) => {
    expect(repositoryAt(address)).toBe('octo/webinars');
  });

  it('keeps the dots of a name', () => {
    expect(repositoryAt('git@github.com:octo/octo.github.io.git')).toBe('octo/octo.github.io');
  });

  it.each([
    '',
    '/srv/git/octo/webinars.git',
    '../octo/webinars',
    'octo/webinars',
    'octo/https://github.com/webinars',
    'file:///octo/webinars',
    'C:/octo/webinars',
    'C:\\octo\\webinars',
    'https://',
    'https://github.com/webinars',
    'https://git.example.com/group/octo/webinars.git',
  ])('%s leads to no repository', (address) => {
    expect(repositoryAt(address)).toBeUndefined();
  });
});
