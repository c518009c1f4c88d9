/**
 * Whether a public key is a point of low order, for which libsodium does not seal: the shared secret
 * would be known to everybody.
 *
 * The list is complete: the points of order 1, 2, 4 and 8 of Curve25519 and of its twist, and the
 * representations of 0 and 1 beyond p (https://cr.yp.to/ecdh.html, "validate"). X25519 ignores the
 * highest bit.
 */
export function isLowOrder(publicKey: Uint8Array): boolean {
  const masked = Buffer.from(publicKey);
  masked[31] = (masked[31] ?? 0) & 0x7f;
  return points.includes(masked.toString('hex'));
}

const points = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
];
