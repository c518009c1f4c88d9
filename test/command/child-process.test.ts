import { expect, it } from 'vitest';
import { findOnWindows, repositoryAt } from '../../src/command/child-process';

const { raw } = String;

it.each<[path: string, files: string[], found: string | undefined]>([
  [raw`C:\Windows;C:\Git\cmd`, [raw`C:\Git\cmd\git.exe`], raw`C:\Git\cmd\git.exe`],
  [raw`"C:\Program Files"`, [raw`C:\Program Files\git.exe`], raw`C:\Program Files\git.exe`],
  [raw`D:\a;C:\b`, [raw`C:\b\git.exe`, raw`D:\a\git.exe`], raw`D:\a\git.exe`],
  [raw`D:\tools`, [raw`D:\tools\git.com`], raw`D:\tools\git.com`],
  [raw`\\host\bin`, [raw`\\host\bin\git.exe`], raw`\\host\bin\git.exe`],
  // It is no batch file, and not in a folder that depends on the current one.
  [raw`D:\tools`, [raw`D:\tools\git.cmd`], undefined],
  ['', ['git.exe', raw`.\git.exe`, raw`\git.exe`], undefined],
  [raw`.;;tools;..\bin`, [raw`.\git.exe`, raw`tools\git.exe`, raw`..\bin\git.exe`], undefined],
  [raw`\tools;C:tools`, [raw`\tools\git.exe`, raw`C:tools\git.exe`], undefined],
])('on Windows, with PATH=%s, git of %j is %s', (path, files, found) => {
  const exists = (file: string) => files.includes(file);
  expect(findOnWindows('git', { path, exists })).toBe(found);
});

it.each([
  ...['https://github.com/octo/webinars.git', 'https://octocat@github.com/octo/webinars.git/'],
  ...['http://github.com/octo/webinars', 'HTTPS://github.com/octo/webinars'],
  ...['ssh://git@ssh.github.com:443/octo/webinars.git', 'git+ssh://git@github.com/octo/webinars'],
  ...['git@github.com:octo/webinars.git', 'git@github.com:/octo/webinars.git'],
  ...['work-alias:octo/webinars', 'git://github.com/octo/webinars'],
])('the remote %s leads to octo/webinars', (address) => {
  expect(repositoryAt(address)).toBe('octo/webinars');
  expect(repositoryAt(address.replace('webinars', 'a.git.io'))).toBe('octo/a.git.io');
});

it.each([
  ...['', '/srv/git/octo/webinars.git', '../octo/webinars', 'octo/webinars'],
  ...['octo/https://github.com/webinars', 'file:///octo/webinars', 'https://'],
  ...['C:/octo/webinars', 'C:\\octo\\webinars', 'https://github.com/webinars'],
  'https://git.example.com/group/octo/webinars.git',
])('the remote %s leads to no repository', (address) => {
  expect(repositoryAt(address)).toBeUndefined();
});
