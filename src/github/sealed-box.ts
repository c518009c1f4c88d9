import { createHash, randomBytes } from 'node:crypto';

/**
 * Seals a value so that only the holder of the private key can open it. Returns padded base64 with
 * the standard alphabet ("Encrypting secrets for the REST API").
 *
 * @param publicKey 32 bytes (X25519)
 */
export type Seal = (value: string, publicKey: Uint8Array) => Promise<string>;

/** One implementation of libsodium's `crypto_box_seal`. */
interface Sealer {
  seal(value: Uint8Array, publicKey: Uint8Array): Promise<Uint8Array>;
  /** The box of `probe` to oneself, and the other public keys: everything that sealing does, but with fixed keys. */
  boxProbe(): Promise<Uint8Array>;
}

const probe = {
  secretKey: Buffer.alloc(32, 0x12),
  /** With it, they use every entry of the table that public keys are computed from. */
  moreSecretKeys: [0x82, 0x8a, 0xa3].map((byte) => Buffer.alloc(32, byte)),
  message: Buffer.alloc(1024, 1),
  /** SHA-256 of the box and of the other public keys, on which both implementations agree */
  digest: 'ec6dd7efef3db8347008877c23ea7497bbd8d6caff74173b125394eacc9a2c8e',
};

export const libsodium: Sealer = {
  async seal(value, publicKey) {
    return (await loadLibsodium()).crypto_box_seal(value, publicKey);
  },
  async boxProbe() {
    const sodium = await loadLibsodium();
    const publicKey = sodium.crypto_scalarmult_base(probe.secretKey);
    // In steps, as crypto_box_seal does it: crypto_generichash is other code.
    const hash = sodium.crypto_generichash_init(null, 24);
    sodium.crypto_generichash_update(hash, publicKey);
    const nonce = sodium.crypto_generichash_final(hash, 24);
    const box = sodium.crypto_box_easy(probe.message, nonce, publicKey, probe.secretKey);
    const others = probe.moreSecretKeys.map((key) => sodium.crypto_scalarmult_base(key));
    return Buffer.concat([box, ...others]);
  },
};

/** Takes no WebAssembly, no `globalThis.crypto`, and of OpenSSL only random numbers. */
export const tweetnacl: Sealer = {
  async seal(value, publicKey) {
    const { nacl, blake2b } = await loadTweetnacl();
    const ephemeral = nacl.box.keyPair.fromSecretKey(randomBytes(32));
    const nonce = blake2b(Buffer.concat([ephemeral.publicKey, publicKey]), { dkLen: 24 });
    const box = nacl.box(value, nonce, publicKey, ephemeral.secretKey);
    return Buffer.concat([ephemeral.publicKey, box]);
  },
  async boxProbe() {
    const { nacl, blake2b } = await loadTweetnacl();
    const publicKey = nacl.scalarMult.base(probe.secretKey);
    const nonce = blake2b(publicKey, { dkLen: 24 });
    const box = nacl.box(probe.message, nonce, publicKey, probe.secretKey);
    const others = probe.moreSecretKeys.map((key) => nacl.scalarMult.base(key));
    return Buffer.concat([box, ...others]);
  },
};

/**
 * Proves that this process can seal, and returns the function that does it. tweetnacl takes over
 * where libsodium does not work: where WebAssembly is missing, cannot have its memory, or is damaged.
 *
 * @throws the error of tweetnacl when neither works
 */
export async function loadSeal(): Promise<Seal> {
  const isLibsodiumFine = await prove(libsodium).then(
    () => true,
    () => false,
  );
  if (!isLibsodiumFine) await prove(tweetnacl);
  return async (value, publicKey) => {
    const bytes = Buffer.from(value);
    for (;;) {
      const sealed = isLibsodiumFine
        ? await libsodium.seal(bytes, publicKey).catch(() => tweetnacl.seal(bytes, publicKey))
        : await tweetnacl.seal(bytes, publicKey);
      const text = Buffer.from(sealed).toString('base64');
      // Git Bash would rewrite an argument that begins with a slash, also after plus signs
      // (msys2_path_conv.cc of msys2-runtime).
      if (!/^\+*\//.test(text)) return text;
    }
  };
}

/** @throws when the sealer fails, or is damaged and computes something else */
async function prove(sealer: Sealer): Promise<void> {
  const box = await sealer.boxProbe();
  if (createHash('sha256').update(box).digest('hex') !== probe.digest) {
    throw new Error('sealing has a wrong result');
  }
  await sealer.seal(probe.message, box.subarray(0, 32));
}

// Each is evaluated only where it is used; together with this file they are one chunk of the bundle.

async function loadLibsodium() {
  const { default: sodium } = await import(/* webpackMode: "eager" */ 'libsodium-wrappers');
  await sodium.ready;
  return sodium;
}

async function loadTweetnacl() {
  const [{ default: nacl }, { blake2b }] = await Promise.all([
    import(/* webpackMode: "eager" */ 'tweetnacl'),
    import(/* webpackMode: "eager" */ '@noble/hashes/blake2.js'),
  ]);
  return { nacl, blake2b };
}
