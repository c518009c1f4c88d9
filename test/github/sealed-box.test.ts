import fc from 'fast-check';
import sodium from 'libsodium-wrappers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { loadSeal } from '../../src/github/sealed-box';
import { open, publicKey, seal } from './scripted-github';

afterEach(() => void vi.restoreAllMocks());

describe('a sealed value', () => {
  const values = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('', 'r2 é😀', 'x'.repeat(48 * 1024)),
  );

  it('is what GitHub opens, and another one each time', () =>
    fc.assert(
      fc.asyncProperty(values, async (value) => {
        const one = await seal(value, publicKey.bytes);
        expect(open(one)).toBe(value);
        expect(await seal(value, publicKey.bytes)).not.toBe(one);
        expect(Buffer.from(one, 'base64')).toHaveLength(
          Buffer.byteLength(value) + sodium.crypto_box_SEALBYTES,
        );
      }),
      { numRuns: 50 },
    ));

  it('never begins with a slash', async () => {
    const sealed = await Promise.all(
      Array.from({ length: 500 }, () => seal('value', publicKey.bytes)),
    );
    expect(sealed.filter((text) => text.startsWith('/'))).toEqual([]);
  });
});

describe('there is nothing that seals if libsodium', () => {
  const fails = () => {
    throw new Error('no WebAssembly');
  };

  it.each(['crypto_scalarmult_base', 'crypto_box_easy', 'crypto_box_seal'] as const)(
    'fails in %s',
    async (name) => {
      vi.spyOn(sodium, name).mockImplementation(fails);
      await expect(loadSeal()).rejects.toThrow('no WebAssembly');
    },
  );

  it.each(['crypto_scalarmult_base', 'crypto_generichash_final', 'crypto_box_easy'] as const)(
    'computes something else in %s',
    async (name) => {
      const compute = sodium[name] as (...values: unknown[]) => Uint8Array;
      const computeWrong = (...values: unknown[]) => compute(...values).map((byte) => byte ^ 1);
      vi.spyOn(sodium, name).mockImplementation(computeWrong as never);
      await expect(loadSeal()).rejects.toThrow('libsodium computes a wrong result');
    },
  );
});
