import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import zlib from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readBody } from '../../src/http/body';

const mebibyte = 1024 * 1024;
const text = `{"refresh_token":"é${'r2'.repeat(2_000)}"}`;
// Compressed, random text is longer than one block.
const incompressible = Buffer.from(Array.from({ length: 5_000 }, () => Math.random()).join());

/** Reads a body that arrives in pieces, and ends as told. */
async function read(
  bytes: Buffer,
  { encoding, cutBy }: { encoding?: string | undefined; cutBy?: Error } = {},
) {
  const stream = new Readable({ read: () => undefined });
  const headers = encoding === undefined ? {} : { 'content-encoding': encoding };
  let arrived = false;
  const body = readBody(Object.assign(stream, { headers }) as unknown as IncomingMessage, () => {
    arrived = true;
  });
  for (let at = 0; at < bytes.length; at += 50_000) stream.push(bytes.subarray(at, at + 50_000));
  await new Promise(setImmediate);
  if (cutBy) stream.destroy(cutBy);
  else stream.push(null);
  return { ...(await body), arrived };
}

const encodings: [string | undefined, (bytes: Buffer) => Buffer][] = [
  [undefined, (bytes) => bytes],
  ['identity', (bytes) => bytes],
  ['gzip', (bytes) => zlib.gzipSync(bytes)],
  [' X-GZip ', (bytes) => zlib.gzipSync(bytes)],
  ['deflate', (bytes) => zlib.deflateSync(bytes)],
  ['deflate', (bytes) => zlib.deflateRawSync(bytes)],
  ['BR', (bytes) => zlib.brotliCompressSync(bytes)],
];

describe.each(encodings)('a body in the encoding %s', (encoding, encode) => {
  it('is decoded', async () => {
    const body = await read(encode(Buffer.from(text)), { encoding });
    expect(body).toEqual({ text, cutBy: undefined, arrived: true });
  });

  it('may be empty', async () => {
    expect((await read(Buffer.alloc(0), { encoding })).text).toBe('');
  });

  it('that the network cuts is kept as far as it arrived', async () => {
    const reset = new Error('reset');
    const encoded = encode(incompressible);
    const { text: part, cutBy } = await read(encoded.subarray(0, encoded.length - 20), {
      encoding,
      cutBy: reset,
    });
    expect(cutBy).toBe(reset);
    expect(part.length).toBeGreaterThan(incompressible.length / 2);
    expect(incompressible.toString().startsWith(part)).toBe(true);
  });

  it('is read up to 1 MiB, decoded', async () => {
    const body = await read(encode(Buffer.alloc(mebibyte + 1, 'x')), { encoding });
    expect(body).toEqual({ text: 'x'.repeat(mebibyte), cutBy: undefined, arrived: true });
  });
});

describe('a body that is not what its encoding says', () => {
  it.each(['gzip', 'br', 'zstd'])('%s, is taken as it is', async (encoding) => {
    expect(await read(Buffer.from(text), { encoding })).toMatchObject({ text, cutBy: undefined });
  });

  it('is decoded if it is gzip all the same', async () => {
    expect(await read(zlib.gzipSync(text), { encoding: 'br' })).toMatchObject({ text });
    expect(await read(zlib.gzipSync(text))).toMatchObject({ text });
  });

  it('is decoded if it is gzip in several members', async () => {
    const members = Buffer.concat([zlib.gzipSync('one, '), zlib.gzipSync('two'), Buffer.from('x')]);
    expect(await read(members, { encoding: 'gzip' })).toMatchObject({ text: 'one, two' });
  });

  describe.each([100, 1_000, 100_000])('is kept though a checksum is wrong: %i bytes', (size) => {
    const decoded = 'x'.repeat(size);

    it.each([
      ['gzip', 'the checksum', 8, zlib.gzipSync(decoded)],
      ['gzip', 'the checksum', 5, zlib.gzipSync(decoded, { level: 0 })],
      ['gzip', 'the length', 4, zlib.gzipSync(decoded)],
      ['deflate', 'the checksum', 4, zlib.deflateSync(decoded)],
      ['deflate', 'the checksum', 1, zlib.deflateSync(decoded, { level: 0 })],
    ])('in %s: %s, %i bytes before its end', async (encoding, _what, fromEnd, bytes) => {
      const at = bytes.length - fromEnd;
      bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
      for (const whole of [bytes, Buffer.concat([bytes, Buffer.alloc(20, 7)])]) {
        const body = await read(whole, { encoding });
        expect(body).toMatchObject({ text: decoded, cutBy: undefined });
      }
    });
  });

  it('is found behind all that the header of gzip may have', async () => {
    const plain = zlib.gzipSync('x'.repeat(100));
    const [start, rest] = [plain.subarray(0, 10), plain.subarray(10)];
    const extra = Buffer.from([3, 0, 1, 2, 3]);
    const [name, comment] = [Buffer.from('name\0'), Buffer.from('comment\0')];
    start.writeUInt8(0x1e, 3);
    const bytes = Buffer.concat([start, extra, name, comment, Buffer.alloc(2), rest]);
    expect(await read(bytes)).toMatchObject({ text: 'x'.repeat(100), cutBy: undefined });
  });

  it('is kept up to the damage in its middle, but for 256 bytes', async () => {
    const whole = zlib.gzipSync('x'.repeat(5_000), { level: 0 });
    // The checksums give way to a block of a type that is not defined.
    const bytes = Buffer.concat([whole.subarray(0, -8), Buffer.alloc(20, 7)]);
    bytes.writeUInt8(bytes.readUInt8(10) & ~1, 10);
    const { text: kept, cutBy } = await read(bytes, { encoding: 'gzip' });
    expect(cutBy).toEqual(expect.objectContaining({ message: 'invalid block type' }));
    expect(kept).toMatch(/^x*$/);
    expect(kept.length).toBeGreaterThanOrEqual(5_000 - 256);
  });
});

it('a body without an end is not read any longer', async () => {
  const endless = Readable.from(
    (function* () {
      for (;;) yield Buffer.alloc(65_536, 'x');
    })(),
  );
  const body = await readBody(
    Object.assign(endless, { headers: {} }) as unknown as IncomingMessage,
    () => undefined,
  );
  expect(body).toEqual({ text: 'x'.repeat(mebibyte), cutBy: undefined });
  expect(endless.destroyed).toBe(true);
});
