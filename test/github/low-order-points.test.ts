import { createPublicKey, diffieHellman, generateKeyPairSync } from 'node:crypto';
import sodium from 'libsodium-wrappers';
import { expect, it } from 'vitest';
import { isLowOrder } from '../../src/github/low-order-points';
import { publicKey } from './scripted-github';

const p = 2n ** 255n - 19n;
/** A coordinate as X25519 writes it: little-endian. */
const bytesOf = (u: bigint) => Buffer.from(u.toString(16).padStart(64, '0'), 'hex').reverse();

/** Whether X25519 has a result that is not known to everybody, according to OpenSSL. */
function isUsable(bytes: Uint8Array): boolean {
  try {
    const x = Buffer.from(bytes).toString('base64url');
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x }, format: 'jwk' });
    diffieHellman({ publicKey: key, privateKey: generateKeyPairSync('x25519').privateKey });
    return true;
  } catch {
    return false;
  }
}

const orderEight = [
  325606250916557431795983626356110631294008115727848805560023387167927233504n,
  39382357235489614581723060781553021112529911719440698176882885853963445705823n,
];
const points = [0n, 1n, ...orderEight, p - 1n, p, p + 1n];

it.each(points)('%s is of low order, whatever its highest bit', (u) => {
  expect(isLowOrder(bytesOf(u))).toBe(true);
  expect(isLowOrder(bytesOf(u + 2n ** 255n))).toBe(true);
  expect(isUsable(bytesOf(u))).toBe(false);
  expect(() => sodium.crypto_box_seal('value', bytesOf(u))).toThrow();
});

it.each(points)('the neighbours of %s are not, unless they are points themselves', (u) => {
  for (const other of [u - 1n, u + 1n].filter((one) => one >= 0n && !points.includes(one))) {
    expect(isLowOrder(bytesOf(other))).toBe(false);
    expect(isUsable(bytesOf(other))).toBe(true);
  }
});

it('an ordinary key is not', () => {
  expect(isLowOrder(publicKey.bytes)).toBe(false);
});

it('the key is left as it was', () => {
  const bytes = Buffer.alloc(32, 0xff);
  isLowOrder(bytes);
  expect(bytes).toEqual(Buffer.alloc(32, 0xff));
});
