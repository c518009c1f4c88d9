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
});

it.each(['/AAA', '//AA', '+/AA', '++/A'])('a value sealed as %s is sealed again', async (text) => {
  const sealLater = await loadSeal();
  const sealed = (base64: string) => (() => Buffer.from(base64, 'base64')) as never;
  const seals = vi.spyOn(sodium, 'crypto_box_seal').mockImplementation(sealed('AA+/'));
  seals.mockImplementationOnce(sealed(text));
  expect(await sealLater('value', publicKey.bytes)).toBe('AA+/');
});

describe('a public key of low order is refused: everybody could open the value', () => {
  const p = 2n ** 255n - 19n;
  const orderEight = [
    325606250916557431795983626356110631294008115727848805560023387167927233504n,
    39382357235489614581723060781553021112529911719440698176882885853963445705823n,
  ];
  /** A coordinate as X25519 writes it: little-endian. */
  const bytesOf = (u: bigint) => Buffer.from(u.toString(16).padStart(64, '0'), 'hex').reverse();

  it.each([0n, 1n, ...orderEight, p - 1n, p, p + 1n])('%s', async (u) => {
    // X25519 ignores the highest bit.
    for (const key of [bytesOf(u), bytesOf(u + 2n ** 255n)]) {
      await expect(seal('value', key)).rejects.toThrow();
    }
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
