import { createHash } from 'node:crypto';
import sodium from 'libsodium-wrappers';

/**
 * Returns padded base64 with the standard alphabet ("Encrypting secrets for the REST API").
 *
 * @param publicKey 32 bytes (X25519)
 */
export type Seal = (value: string, publicKey: Uint8Array) => Promise<string>;
/** The same for one value. */
export type SealValue = (publicKey: Uint8Array) => Promise<string>;

const probeMessage = Buffer.alloc(1024, 1);
const probeKey = Buffer.alloc(32, 0x12);
/** With `probeKey`, they use every entry of the table that libsodium computes public keys from. */
const moreProbeKeys = [0x82, 0x8a, 0xa3].map((byte) => Buffer.alloc(32, byte));
/** SHA-256 of the probe. tweetnacl and @noble/hashes, which are other code, compute the same. */
const probeDigest = 'ec6dd7efef3db8347008877c23ea7497bbd8d6caff74173b125394eacc9a2c8e';

/** @throws when libsodium does not work, or is damaged and computes something else */
export async function loadSeal(): Promise<Seal> {
  await sodium.ready;
  const probe = createProbe();
  if (createHash('sha256').update(probe).digest('hex') !== probeDigest) {
    throw new Error('libsodium computes a wrong result');
  }
  const seal: Seal = async (value, publicKey) => {
    for (;;) {
      const sealed = Buffer.from(sodium.crypto_box_seal(value, publicKey)).toString('base64');
      // Git Bash would rewrite an argument that begins with a slash, also after plus signs
      // (msys2_path_conv.cc of msys2-runtime).
      if (!/^\+*\//.test(sealed)) return sealed;
    }
  };
  await seal('probe', probe.subarray(-32));
  return seal;
}

/** What `crypto_box_seal` does, but with fixed keys: a box to oneself, and the other public keys. */
function createProbe(): Buffer {
  const publicKey = sodium.crypto_scalarmult_base(probeKey);
  // In steps, as crypto_box_seal does it: crypto_generichash is other code.
  const hash = sodium.crypto_generichash_init(null, 24);
  sodium.crypto_generichash_update(hash, publicKey);
  const nonce = sodium.crypto_generichash_final(hash, 24);
  const box = sodium.crypto_box_easy(probeMessage, nonce, publicKey, probeKey);
  return Buffer.concat([box, ...moreProbeKeys.map((key) => sodium.crypto_scalarmult_base(key))]);
}
