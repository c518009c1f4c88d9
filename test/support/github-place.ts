import { randomBytes } from 'node:crypto';
import sodium from 'libsodium-wrappers';

interface KeyPair {
  publicKey: Uint8Array;
  privateKey: Uint8Array;
}

export type Visibility = 'all' | 'private' | 'selected';

/** A secret as it stands before a test begins. */
export interface SecretSeed {
  value: string;
  createdAt?: string;
  updatedAt?: string;
  /** For an organization's secret only. */
  visibility?: Visibility;
  selectedRepositoryIds?: number[];
}

export interface StoredSecret {
  /** Upper case, as GitHub keeps it. */
  name: string;
  /** The value as it can be read today: the seed, or what the last write opened to. */
  value: string;
  /** What every write opened to, oldest first. The seed is not among them. */
  written: string[];
  createdAt: string;
  updatedAt: string;
  visibility: Visibility | undefined;
  selectedRepositoryIds: number[];
}

export interface SecretWrite {
  encryptedValue: string;
  keyId: string;
  visibility?: Visibility;
  selectedRepositoryIds?: number[];
}

/** GitHub's own limit for the value of a secret. */
const largestValue = 48 * 1024;

/** One place that holds secrets: a repository, an environment or an organization. */
export class GitHubPlace {
  /** Where its secrets are in the API, without a slash in front: `repos/o/r/actions/secrets`. */
  readonly path: string;
  readonly kind: 'repository' | 'environment' | 'organization';
  readonly #secrets = new Map<string, StoredSecret>();
  readonly #keys = new Map<string, KeyPair>();
  #keyId = '';

  /** libsodium must be ready by now. */
  constructor(
    kind: GitHubPlace['kind'],
    path: string,
    seeds: Record<string, string | SecretSeed> = {},
  ) {
    this.kind = kind;
    this.path = path;
    this.rotateKey();
    for (const [name, seed] of Object.entries(seeds)) this.#seed(name, seed);
  }

  /** 'octo/webinars', 'octo/webinars/production', 'octo' */
  get label(): string {
    const names = this.path.replace(/^(repos|orgs)\//, '').replace(/(\/actions)?\/secrets$/, '');
    return decodeURIComponent(names.replace('/environments/', '/'));
  }

  /** The ids of the keys it has had, oldest first. */
  get keyIds(): string[] {
    return [...this.#keys.keys()];
  }

  get secrets(): StoredSecret[] {
    return [...this.#secrets.values()];
  }

  /** The key that values are to be sealed under, as GitHub hands it out. */
  get publicKey(): { key_id: string; key: string } {
    return {
      key_id: this.#keyId,
      key: sodium.to_base64(this.#pair(this.#keyId).publicKey, sodium.base64_variants.ORIGINAL),
    };
  }

  /** A secret by its name in any case. Throws if there is none: a test asks for what it expects. */
  secret(name: string): StoredSecret {
    const secret = this.find(name);
    if (secret === undefined) throw new Error(`There is no secret ${name} at ${this.path}.`);
    return secret;
  }

  find(name: string): StoredSecret | undefined {
    return this.#secrets.get(name.toUpperCase());
  }

  remove(name: string): void {
    this.#secrets.delete(name.toUpperCase());
  }

  /** Gives the place a new key pair. Values sealed under the old one are refused from now on. */
  rotateKey(): void {
    const pair = sodium.crypto_box_keypair();
    this.#keyId = String(randomBytes(8).readBigUInt64BE());
    this.#keys.set(this.#keyId, pair);
  }

  /** Opens a sealed value, under an older key of the place too if its id is given. */
  open(encryptedValue: string, keyId = this.#keyId): string {
    const { publicKey, privateKey } = this.#pair(keyId);
    const sealed = sodium.from_base64(encryptedValue, sodium.base64_variants.ORIGINAL);
    return sodium.to_string(sodium.crypto_box_seal_open(sealed, publicKey, privateKey));
  }

  /** Stores a sealed value as a `PUT` does, or says why GitHub would not. */
  write(
    name: string,
    write: SecretWrite,
    now: string,
  ): 'created' | 'updated' | { refused: string } {
    if (write.keyId !== this.#keyId) return { refused: 'The key_id is not the current one.' };
    const value = this.tryToOpen(write.encryptedValue);
    if (value === undefined) return { refused: 'The encrypted_value cannot be opened.' };
    if (Buffer.byteLength(value) > largestValue) return { refused: 'The value is too large.' };
    const known = this.find(name);
    this.#secrets.set(name.toUpperCase(), {
      name: name.toUpperCase(),
      value,
      written: [...(known?.written ?? []), value],
      createdAt: known?.createdAt ?? now,
      updatedAt: now,
      visibility: write.visibility,
      // As at GitHub, ids that are not sent again are gone.
      selectedRepositoryIds: write.selectedRepositoryIds ?? [],
    });
    return known === undefined ? 'created' : 'updated';
  }

  #seed(name: string, seed: string | SecretSeed): void {
    const given: SecretSeed = typeof seed === 'string' ? { value: seed } : seed;
    const yesterday = timestamp(new Date(Date.now() - 24 * 60 * 60 * 1000));
    const createdAt = given.createdAt ?? given.updatedAt ?? yesterday;
    this.#secrets.set(name.toUpperCase(), {
      name: name.toUpperCase(),
      value: given.value,
      written: [],
      createdAt,
      updatedAt: given.updatedAt ?? createdAt,
      visibility: this.kind === 'organization' ? (given.visibility ?? 'private') : undefined,
      selectedRepositoryIds: given.selectedRepositoryIds ?? [],
    });
  }

  /** The same, undefined where it does not open. */
  tryToOpen(encryptedValue: string, keyId?: string): string | undefined {
    try {
      return this.open(encryptedValue, keyId);
    } catch {
      return undefined;
    }
  }

  #pair(keyId: string): KeyPair {
    const pair = this.#keys.get(keyId);
    if (pair === undefined) throw new Error(`${this.path} never had a key ${keyId}.`);
    return pair;
  }
}

/** How GitHub writes a time, and the action too: UTC, whole seconds. */
export const timestampForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** A time the way GitHub writes it. */
export function timestamp(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, 'Z');
}
