import fc from 'fast-check';
import sodium from 'libsodium-wrappers';
import { afterEach, expect, it, vi } from 'vitest';
import { loadSeal } from '../../src/github/sealed-box';
import { open, publicKey, seal } from './scripted-github';

afterEach(() => void vi.restoreAllMocks());

it('a sealed value is what GitHub opens, and another one each time', () => {
  const values = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('', 'r2 é😀', 'x'.repeat(48 * 1024)),
  );
  const property = fc.asyncProperty(values, async (value) => {
    const sealed = await seal(value, publicKey.bytes);
    expect(open(sealed)).toBe(value);
    expect(await seal(value, publicKey.bytes)).not.toBe(sealed);
  });
  return fc.assert(property, { numRuns: 50 });
});

it.each(['/AAA', '++/A'])('a value sealed as %s is sealed again', async (text) => {
  const sealLater = await loadSeal();
  const sealed = (base64: string) => (() => Buffer.from(base64, 'base64')) as never;
  const seals = vi.spyOn(sodium, 'crypto_box_seal').mockImplementation(sealed('AA+/'));
  seals.mockImplementationOnce(sealed(text));
  expect(await sealLater('value', publicKey.bytes)).toBe('AA+/');
});

const p = 2n ** 255n - 19n;
const orderEight = [
  325606250916557431795983626356110631294008115727848805560023387167927233504n,
  39382357235489614581723060781553021112529911719440698176882885853963445705823n,
];

it.each([0n, 1n, ...orderEight, p - 1n, p, p + 1n])(
  'a public key of low order is refused, since everybody could open the value: %s',
  async (coordinate) => {
    // X25519 is little-endian, and ignores the highest bit.
    for (const u of [coordinate, coordinate + 2n ** 255n]) {
      const key = Buffer.from(u.toString(16).padStart(64, '0'), 'hex').reverse();
      await expect(seal('value', key)).rejects.toThrow();
    }
  },
);

it.each(['crypto_scalarmult_base', 'crypto_generichash_final', 'crypto_box_easy'] as const)(
  'nothing seals if libsodium computes something else in %s',
  async (name) => {
    const compute = sodium[name] as (...values: unknown[]) => Uint8Array;
    const computeWrong = (...values: unknown[]) => compute(...values).map((byte) => byte ^ 1);
    vi.spyOn(sodium, name).mockImplementation(computeWrong as never);
    await expect(loadSeal()).rejects.toThrow('libsodium computes a wrong result');
  },
);
