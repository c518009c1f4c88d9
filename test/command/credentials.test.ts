import { expect, it } from 'vitest';
import { tokenVariables } from '../../src/command/credentials';
import { ghHostname } from '../../src/github/client';

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
