import { assert, asyncProperty, constantFrom, oneof, uint8Array } from 'fast-check';
import sodium from 'libsodium-wrappers';
import { describe, expect, it } from 'vitest';
import { isLowOrder } from '../../src/github/low-order-points';
import { libsodium, loadSeal, tweetnacl } from '../../src/github/sealed-box';

await sodium.ready;
const { publicKey, privateKey } = sodium.crypto_box_keypair();
const open = (sealed: Uint8Array) => sodium.crypto_box_seal_open(sealed, publicKey, privateKey);

describe('the two sealers', () => {
  const values = oneof(
    uint8Array(),
    constantFrom(0, 1, 48 * 1024).map((length) => new Uint8Array(length).fill(255)),
  );

  it.each([
    ['libsodium', libsodium],
    ['tweetnacl', tweetnacl],
  ])('%s seals what GitHub opens, each time otherwise', (_name, sealer) =>
    assert(
      asyncProperty(values, async (value) => {
        const one = await sealer.seal(value, publicKey);
        const other = await sealer.seal(value, publicKey);
        expect(Buffer.compare(open(one), value)).toBe(0);
        expect(Buffer.compare(one, other)).not.toBe(0);
        expect(one).toHaveLength(value.length + sodium.crypto_box_SEALBYTES);
      }),
      { numRuns: 50 },
    ),
  );

  it('compute the same', async () => {
    expect(Buffer.from(await tweetnacl.boxProbe())).toEqual(
      Buffer.from(await libsodium.boxProbe()),
    );
  });
});

it('a sealed value never begins with a slash', async () => {
  const seal = await loadSeal();
  const sealed = await Promise.all(Array.from({ length: 500 }, () => seal('value', publicKey)));
  expect(sealed.filter((text) => text.startsWith('/'))).toEqual([]);
});

it('libsodium refuses no other key than those of low order', () =>
  assert(
    asyncProperty(uint8Array({ minLength: 32, maxLength: 32 }), async (key) => {
      const isRefused = await libsodium.seal(new Uint8Array(1), key).then(
        () => false,
        () => true,
      );
      expect(isRefused).toBe(isLowOrder(key));
    }),
  ));
