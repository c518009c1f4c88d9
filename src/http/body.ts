import type { IncomingMessage } from 'node:http';
import type { Readable, Transform } from 'node:stream';
import zlib from 'node:zlib';
import { maxBodyBytes } from '../limits';

interface Bytes {
  bytes: Buffer;
  /** what ended them early: an error of the connection or of the encoding */
  cutBy: Error | undefined;
}

/**
 * Reads at most 1 MiB, and keeps what arrived before an error.
 *
 * @param onArrived called when nothing more is expected from the network
 */
export async function readBody(incoming: IncomingMessage, onArrived: () => void) {
  const raw = await collect(incoming);
  onArrived();
  let best: Bytes = { bytes: Buffer.alloc(0), cutBy: undefined };
  for (const decode of decodersFor(incoming.headers['content-encoding'], raw.bytes)) {
    const decoded = await decode();
    if (decoded.bytes.length > best.bytes.length) best = decoded;
    if (!decoded.cutBy) break;
  }
  // What cannot be decoded at all was not encoded: a proxy left the header of what it had decoded.
  if (best.bytes.length === 0) best = { bytes: raw.bytes, cutBy: undefined };
  return { text: best.bytes.toString('utf8'), cutBy: raw.cutBy ?? best.cutBy };
}

function collect(stream: Readable): Promise<Bytes> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const done = (cutBy?: Error) =>
      resolve({ bytes: Buffer.concat(chunks).subarray(0, maxBodyBytes), cutBy });
    // An async iterator would drop what is buffered when an error comes.
    stream.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size <= maxBodyBytes) return;
      done();
      stream.destroy();
    });
    stream.once('end', () => done());
    stream.on('error', done);
  });
}

/**
 * The ways to decode a body. The second skips the header and looks at no checksum: when one is wrong,
 * zlib drops what it has decoded. A body that ends early is taken for what it holds (`finishFlush`),
 * and an error within it costs `chunkSize` bytes at most.
 */
function decodersFor(encoding: string | undefined, bytes: Buffer): (() => Promise<Bytes>)[] {
  const { Z_SYNC_FLUSH, BROTLI_OPERATION_FLUSH } = zlib.constants;
  const options = { finishFlush: Z_SYNC_FLUSH, chunkSize: 256 };
  const through = (decoder: Transform, start = 0) => {
    decoder.end(bytes.subarray(start));
    return collect(decoder);
  };
  const inflateFrom = (start: number) => through(zlib.createInflateRaw(options), start);
  // Some proxies drop the header of what is encoded: gzip begins with these two bytes, and no text does.
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    const inflate = () => inflateFrom(gzipHeaderLength(bytes));
    return [() => through(zlib.createGunzip(options)), inflate];
  }
  const name = encoding?.trim().toLowerCase();
  if (name === 'br') {
    const finishFlush = BROTLI_OPERATION_FLUSH;
    return [() => through(zlib.createBrotliDecompress({ ...options, finishFlush }))];
  }
  if (name !== 'deflate') return [];
  // Some servers leave out the zlib header, whose low four bits are 8.
  const hasHeader = ((bytes[0] ?? 0) & 0x0f) === 8;
  return [...(hasHeader ? [() => inflateFrom(2)] : []), () => inflateFrom(0)];
}

/** RFC 1952 section 2.3: ten bytes, and what their flags announce. */
function gzipHeaderLength(bytes: Buffer): number {
  const flags = bytes[3] ?? 0;
  let length = 10;
  if (flags & 0x04) length += 2 + (bytes[length] ?? 0) + 256 * (bytes[length + 1] ?? 0);
  // A file name and a comment, each with a zero at its end.
  for (const flag of [0x08, 0x10]) if (flags & flag) length = bytes.indexOf(0, length) + 1;
  return flags & 0x02 ? length + 2 : length;
}
