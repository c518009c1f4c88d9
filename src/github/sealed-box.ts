/**
 * Seals `value` for the holder of the private key alone: libsodium's `crypto_box_seal`, base64 in
 * the standard alphabet with padding, as GitHub takes it ("Encrypting secrets for the REST API").
 *
 * This file is a chunk of its own in the bundle: importing it proves that libsodium is there, and
 * libsodium itself is evaluated only here, when something must be sealed.
 *
 * @param publicKey 32 bytes, X25519
 */
export async function seal(value: string, publicKey: Uint8Array): Promise<string> {
  const { default: sodium } = await import(/* webpackMode: "eager" */ 'libsodium-wrappers');
  await sodium.ready;
  const sealed = sodium.crypto_box_seal(value, publicKey);
  return sodium.to_base64(sealed, sodium.base64_variants.ORIGINAL);
}
