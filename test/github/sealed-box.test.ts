import fc from 'fast-check';
import { expect, it } from 'vitest';
import { seal } from '../../src/github/sealed-box';
import { open, publicKey } from './scripted-github';

it('what is sealed can be opened with the private key', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), async (value) => {
      const sealed = await seal(value, publicKey.bytes);
      expect(sealed).toMatch(/^[A-Za-z0-9+/]+={0,2}$/);
      expect(open(sealed)).toBe(value);
    }),
    { numRuns: 30 },
  );
});

it('no two sealed values are the same', async () => {
  expect(await seal('r2', publicKey.bytes)).not.toBe(await seal('r2', publicKey.bytes));
});
