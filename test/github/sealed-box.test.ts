import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { libsodium, loadSeal, tweetnacl } from '../../src/github/sealed-box';
import { open, publicKey, seal } from './scripted-github';

afterEach(() => void vi.restoreAllMocks());

const fails = () => Promise.reject(new Error('no WebAssembly'));

describe('a sealed value', () => {
  it.each(['libsodium', 'tweetnacl'])(
    'of %s can be opened with the private key',
    async (sealer) => {
      if (sealer === 'tweetnacl') vi.spyOn(libsodium, 'boxProbe').mockImplementation(fails);
      const sealWith = await loadSeal();
      await fc.assert(
        fc.asyncProperty(fc.string({ unit: 'binary' }), async (value) => {
          const sealed = await sealWith(value, publicKey.bytes);
          // Git Bash would rewrite an argument that begins with a slash.
          expect(sealed).toMatch(/^[A-Za-z0-9+][A-Za-z0-9+/]*={0,2}$/);
          expect(open(sealed)).toBe(Buffer.from(value).toString());
        }),
        { numRuns: 30 },
      );
    },
  );

  it('is never the same twice', async () => {
    expect(await seal('r2', publicKey.bytes)).not.toBe(await seal('r2', publicKey.bytes));
  });
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

it('both sealers box the same', async () => {
  expect(Buffer.from(await libsodium.boxProbe())).toEqual(Buffer.from(await tweetnacl.boxProbe()));
});
