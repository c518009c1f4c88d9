/**
 * Seals `value` so that only the holder of the private key can open it: libsodium's
 * `crypto_box_seal`, in padded base64 with the standard alphabet ("Encrypting secrets for the REST
 * API").
 *
 * This file is a chunk of its own in the bundle. Importing it shows that libsodium is there;
 * libsodium is evaluated only here, when there is something to seal.
 *
 * @param publicKey 32 bytes (X25519)
 */
export async function seal(value: string, publicKey: Uint8Array): Promise<string> {
  const { default: sodium } = await import(/* webpackMode: "eager" */ 'libsodium-wrappers');
  await sodium.ready;
  const sealed = sodium.crypto_box_seal(value, publicKey);
  return sodium.to_base64(sealed, sodium.base64_variants.ORIGINAL);
}
