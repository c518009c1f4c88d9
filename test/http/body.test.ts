import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import zlib from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readBody } from '../../src/http/body';

const mebibyte = 1024 * 1024;
const text = `{"refresh_token":"é${'r2'.repeat(2_000)}"}`;
// Compressed, random text is longer than one block.
const incompressible = Buffer.from(Array.from({ length: 5_000 }, () => Math.random()).join());

/** Reads a body that arrives in pieces, and ends or is cut. */
async function read(bytes: Buffer, encoding?: string, cutBy?: Error) {
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
  const result = await body;
  expect(arrived).toBe(true);
  return result;
}

describe.each<[string | undefined, (bytes: Buffer) => Buffer]>([
  [undefined, (bytes) => bytes],
  ['identity', (bytes) => bytes],
  ['gzip', (bytes) => zlib.gzipSync(bytes)],
  [' X-GZip ', (bytes) => zlib.gzipSync(bytes)],
  ['deflate', (bytes) => zlib.deflateSync(bytes)],
  ['deflate', (bytes) => zlib.deflateRawSync(bytes)],
  ['BR', (bytes) => zlib.brotliCompressSync(bytes)],
])('a body in the encoding %s', (encoding, encode) => {
  it('is decoded, up to 1 MiB', async () => {
    expect(await read(encode(Buffer.from(text)), encoding)).toEqual({ text });
    expect(await read(Buffer.alloc(0), encoding)).toEqual({ text: '' });
    const long = encode(Buffer.alloc(mebibyte + 1, 'x'));
    expect(await read(long, encoding)).toEqual({ text: 'x'.repeat(mebibyte) });
  });

  it('that the network cuts is kept as far as it arrived', async () => {
    const reset = new Error('reset');
    const encoded = encode(incompressible);
    const { text: part, cutBy } = await read(encoded.subarray(0, -20), encoding, reset);
    expect(cutBy).toBe(reset);
    expect(part.length).toBeGreaterThan(incompressible.length / 2);
    expect(incompressible.toString().startsWith(part)).toBe(true);
  });
});

describe('a body that is not what its encoding says', () => {
  const members = Buffer.concat([zlib.gzipSync('one, '), zlib.gzipSync('two'), Buffer.from('x')]);

  it.each([
    ['is taken as it is', Buffer.from(text), 'gzip', text],
    ['is taken as it is', Buffer.from(text), 'br', text],
    ['is decoded if it is gzip all the same', zlib.gzipSync(text), 'br', text],
    ['is decoded if it is gzip all the same', zlib.gzipSync(text), undefined, text],
    ['is decoded if it is gzip in several members', members, 'gzip', 'one, two'],
  ])('%s: %#', async (_what, bytes, encoding, expected) => {
    expect(await read(bytes, encoding)).toEqual({ text: expected });
  });

  const stored = (bytes: Buffer) => zlib.gzipSync(bytes, { level: 0 });

  it.each<[string, number, (bytes: Buffer) => Buffer]>([
    ['gzip', 8, (bytes) => zlib.gzipSync(bytes)],
    ['gzip', 5, stored],
    ['deflate', 4, (bytes) => zlib.deflateSync(bytes)],
    ['deflate', 1, (bytes) => zlib.deflateSync(bytes, { level: 0 })],
  ])('is kept though the checksum of %s is wrong, %i bytes before its end', async (...row) => {
    const [encoding, fromEnd, encode] = row;
    for (const size of [100, 1_000, 100_000]) {
      const bytes = encode(Buffer.alloc(size, 'x'));
      const at = bytes.length - fromEnd;
      bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
      for (const whole of [bytes, Buffer.concat([bytes, Buffer.alloc(20, 7)])]) {
        expect(await read(whole, encoding)).toEqual({ text: 'x'.repeat(size) });
      }
    }
  });

  it('is found behind all that the header of gzip may have', async () => {
    const plain = zlib.gzipSync('x'.repeat(100));
    const [start, rest] = [plain.subarray(0, 10), plain.subarray(10)];
    start.writeUInt8(0x1e, 3);
    const fields = Buffer.from('\x03\0abcname\0comment\0\0\0');
    expect(await read(Buffer.concat([start, fields, rest]))).toEqual({ text: 'x'.repeat(100) });
  });

  it('is kept up to the damage in its middle, but for 256 bytes', async () => {
    const whole = stored(Buffer.alloc(5_000, 'x'));
    // The checksums give way to a block of a type that is not defined.
    const bytes = Buffer.concat([whole.subarray(0, -8), Buffer.alloc(20, 7)]);
    bytes.writeUInt8(bytes.readUInt8(10) & ~1, 10);
    const { text: kept, cutBy } = await read(bytes, 'gzip');
    expect(cutBy).toEqual(expect.objectContaining({ message: 'invalid block type' }));
    expect(kept).toMatch(/^x{4744,}$/);
  });
});

it('a body without an end is not read any longer', async () => {
  const endless = new Readable({
    read() {
      this.push(Buffer.alloc(65_536, 'x'));
    },
  });
  const incoming = Object.assign(endless, { headers: {} }) as unknown as IncomingMessage;
  const body = await readBody(incoming, () => undefined);
  expect(body).toEqual({ text: 'x'.repeat(mebibyte) });
  expect(endless.destroyed).toBe(true);
});
