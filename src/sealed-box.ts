export async function seal(value: string, publicKey: Uint8Array): Promise<string> {
  const { default: sodium } = await import(/* webpackMode: "eager" */ 'libsodium-wrappers');
  await sodium.ready;
  return sodium.to_base64(sodium.crypto_box_seal(value, publicKey), sodium.base64_variants.ORIGINAL);
}
