import fc from 'fast-check';
import sodium from 'libsodium-wrappers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { isLowOrder } from '../../src/github/low-order-points';
import { libsodium, loadSeal, tweetnacl } from '../../src/github/sealed-box';
import { open, publicKey, seal } from './scripted-github';

afterEach(() => void vi.restoreAllMocks());

const fails = () => Promise.reject(new Error('no WebAssembly'));

it('text is sealed as UTF-8', async () => {
  expect(open(await seal('r2 é😀', publicKey.bytes))).toBe('r2 é😀');
});

describe('tweetnacl takes over', () => {
  it.each<[string, () => Promise<Uint8Array>]>([
    ['fails', fails],
    ['computes something else', async () => new Uint8Array(1040)],
  ])('when libsodium %s', async (_what, boxProbe) => {
    vi.spyOn(libsodium, 'boxProbe').mockImplementation(boxProbe);
    vi.spyOn(libsodium, 'seal').mockImplementation(fails);
    expect(open(await (await loadSeal())('r2', publicKey.bytes))).toBe('r2');
  });

  it('when libsodium fails later', async () => {
    const sealLater = await loadSeal();
    vi.spyOn(libsodium, 'seal').mockImplementation(fails);
    expect(open(await sealLater('r2', publicKey.bytes))).toBe('r2');
  });

  it('and if it does not work either, there is nothing that seals', async () => {
    vi.spyOn(libsodium, 'boxProbe').mockImplementation(fails);
    vi.spyOn(tweetnacl, 'boxProbe').mockImplementation(async () => new Uint8Array(1040));
    await expect(loadSeal()).rejects.toThrow('sealing has a wrong result');
  });

  it('but not otherwise', async () => {
    vi.spyOn(tweetnacl, 'seal').mockImplementation(fails);
    vi.spyOn(tweetnacl, 'boxProbe').mockImplementation(fails);
    expect(open(await (await loadSeal())('r2', publicKey.bytes))).toBe('r2');
  });
});

describe('the two sealers', () => {
  const keys = sodium.crypto_box_keypair();
  const values = fc.oneof(
    fc.uint8Array(),
    fc.constantFrom(0, 1, 48 * 1024).map((length) => new Uint8Array(length).fill(255)),
  );

  it.each([
    ['libsodium', libsodium],
    ['tweetnacl', tweetnacl],
  ])('%s seals what GitHub opens, each time otherwise', (_name, sealer) =>
    fc.assert(
      fc.asyncProperty(values, async (value) => {
        const one = await sealer.seal(value, keys.publicKey);
        const other = await sealer.seal(value, keys.publicKey);
        const opened = sodium.crypto_box_seal_open(one, keys.publicKey, keys.privateKey);
        expect(Buffer.compare(opened, value)).toBe(0);
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

it.each(['/AAA', '//AA', '+/AA', '++/A'])('a value sealed as %s is sealed again', async (text) => {
  const sealLater = await loadSeal();
  const seals = vi.spyOn(libsodium, 'seal').mockResolvedValue(Buffer.from('AA+/', 'base64'));
  seals.mockResolvedValueOnce(Buffer.from(text, 'base64'));
  expect(await sealLater('value', publicKey.bytes)).toBe('AA+/');
});

it('libsodium refuses no other key than those of low order', () =>
  fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 32, maxLength: 32 }), async (key) => {
      const isRefused = await libsodium.seal(new Uint8Array(1), key).then(
        () => false,
        () => true,
      );
      expect(isRefused).toBe(isLowOrder(key));
    }),
  ));
