import { expect, it, vi } from 'vitest';
import { createClientReader, tokenVariables } from '../../src/command/credentials';
import type { Terminal } from '../../src/command/terminal';
import { ghHostname } from '../../src/github/client';
import { Redactor } from '../../src/redactor';
import { parseBaseUrl } from '../../src/settings';

it.each([
  ['https://api.github.com', 'GH_TOKEN'],
  ['https://api.octo.ghe.com', 'GH_TOKEN'],
  ['https://ghe.example/api/v3', 'GH_ENTERPRISE_TOKEN'],
  ['https://api.github.com.example', 'GH_ENTERPRISE_TOKEN'],
  ['https://notgithub.com/api/v3', 'GH_ENTERPRISE_TOKEN'],
  ['https://octo.ghe.com.example', 'GH_ENTERPRISE_TOKEN'],
  ['https://notghe.com', 'GH_ENTERPRISE_TOKEN'],
  ['http://127.0.0.1:8080', 'GH_ENTERPRISE_TOKEN'],
])('%s gets the token from %s', (url, variable) => {
  expect(tokenVariables(ghHostname(new URL(url)))[0]).toBe(variable);
});

it.each([
  ['https://GHE.Example:8443/api/v3', 'ghe.example'],
  ['https://gé.example/api/v3', 'xn--g-bga.example'],
  ['https://[2001:DB8::1]/api/v3', '[2001:db8::1]'],
])('gh is told the host of %s as %s', (url, hostname) => {
  const setting = { kind: 'option', name: '--github-api-url' } as const;
  expect(ghHostname(new URL(parseBaseUrl(setting, url)))).toBe(hostname);
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
