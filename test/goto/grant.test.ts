import { expect, it } from 'vitest';
import { basicCredential } from '../../src/goto/grant';

it('the Basic credential is base64 of both halves as they are', () => {
  const client = { clientId: 'a', clientSecret: '3naO10IA2agcvG+9I9TGEQ==' };
  expect(basicCredential(client)).toBe(btoa('a:3naO10IA2agcvG+9I9TGEQ=='));
});
