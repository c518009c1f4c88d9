import { afterEach, describe, expect, it, vi } from 'vitest';
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
