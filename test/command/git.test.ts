import { describe, expect, it } from 'vitest';
import { repositoryAt } from '../../src/command/git';
import { describeConversations } from '../support/conversation';

describeConversations('without a repository, a sign-in stores', {
  'in that of the remote origin': {
    args: [],
    options: { origin: 'https://x-access-token:t0ken@github.com/octo/webinars.git' },
    check: ({ stdout, stderr }) => expect(stdout + stderr).not.toContain('t0ken'),
  },
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
