import { expect, it, vi } from 'vitest';
import { createClientReader, tokenVariables } from '../../src/command/credentials';
import type { Terminal } from '../../src/command/terminal';
import { ghHostname } from '../../src/github/client';
import { Redactor } from '../../src/redactor';
import { parseBaseUrl } from '../../src/settings';

it.each([
  ['https://api.github.com', undefined, 'GH_TOKEN'],
  ['https://api.octo.ghe.com', 'octo.ghe.com', 'GH_TOKEN'],
  ['https://GHE.Example:8443/api/v3', 'ghe.example', 'GH_ENTERPRISE_TOKEN'],
  ['https://gé.example/api/v3', 'xn--g-bga.example', 'GH_ENTERPRISE_TOKEN'],
  ['https://[2001:DB8::1]/api/v3', '[2001:db8::1]', 'GH_ENTERPRISE_TOKEN'],
  ['https://api.github.com.example', 'github.com.example', 'GH_ENTERPRISE_TOKEN'],
  ['https://notgithub.com/api/v3', 'notgithub.com', 'GH_ENTERPRISE_TOKEN'],
  ['https://octo.ghe.com.example', 'octo.ghe.com.example', 'GH_ENTERPRISE_TOKEN'],
  ['https://notghe.com', 'notghe.com', 'GH_ENTERPRISE_TOKEN'],
])('%s is the host %s of gh, and gets the token from %s', (url, hostname, variable) => {
  const setting = { kind: 'option', name: '--github-api-url' } as const;
  expect(ghHostname(new URL(parseBaseUrl(setting, url)))).toBe(hostname);
  expect(tokenVariables(hostname)[0]).toBe(variable);
});

it.each([
  [{ MSYSTEM: 'MINGW64', TERM_PROGRAM: '' }, /winpty npx\.cmd .*Windows Terminal, or set GOTO_/],
  [{ MSYSTEM: '', TERM_PROGRAM: 'mintty' }, /winpty npx\.cmd .*Windows Terminal, or set GOTO_/],
  [{ MSYSTEM: '', TERM_PROGRAM: 'tmux' }, /^Run the command in a terminal window, or set GOTO_/],
])('where no question can be asked, it says where it can: %j', (env, hint) => {
  for (const name of ['GOTO_CLIENT_ID', 'GOTO_CLIENT_SECRET']) vi.stubEnv(name, '');
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const read = () =>
    createClientReader({ canAsk: false } as Terminal, new Redactor(() => undefined));
  expect(read).toThrow(expect.objectContaining({ hint: expect.stringMatching(hint) }));
  vi.unstubAllEnvs();
});
