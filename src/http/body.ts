import type { IncomingMessage } from 'node:http';
import type { Readable, Transform } from 'node:stream';
import zlib from 'node:zlib';

/** This much of a body is read, encoded and decoded. */
const maxBodyBytes = 1024 * 1024;

interface Bytes {
  bytes: Buffer;
  /** what ended them early: an error of the connection or of the encoding */
  cutBy: Error | undefined;
}

interface Body {
  text: string;
  cutBy: Bytes['cutBy'];
}

/**
 * Reads a body, at most 1 MiB of it. What arrived before an error is kept, and a body is decoded
 * even if its encoding was not asked for.
 *
 * @param onArrived called when nothing more is expected from the network
 */
export async function readBody(incoming: IncomingMessage, onArrived: () => void): Promise<Body> {
  const raw = await collect(incoming);
  onArrived();
  const decoder = decoderFor(incoming.headers['content-encoding'], raw.bytes);
  if (!decoder) return toBody(raw);
  // zlib drops what it has decoded of a slice in which it finds an error. So the checksums come in
  // slices of their own: of gzip the last eight bytes, of deflate the last four.
  decoder.write(raw.bytes.subarray(0, -8));
  decoder.write(raw.bytes.subarray(-8, -4));
  decoder.end(raw.bytes.subarray(-4));
  const { bytes, cutBy } = await collect(decoder);
  // What cannot be decoded at all was not encoded: a proxy left the header of what it had decoded.
  if (cutBy && bytes.length === 0) return toBody(raw);
  return toBody({ bytes, cutBy: raw.cutBy ?? cutBy });
}

function toBody({ bytes, cutBy }: Bytes): Body {
  return { text: bytes.toString('utf8'), cutBy };
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
 * Decoders that take a body which ends early (`finishFlush`) for what it holds, and keep what is
 * decoded before an error in it, but for the last `chunkSize` bytes.
 */
function decoderFor(encoding: string | undefined, bytes: Buffer): Transform | undefined {
  const { Z_SYNC_FLUSH, BROTLI_OPERATION_FLUSH } = zlib.constants;
  const options = { finishFlush: Z_SYNC_FLUSH, chunkSize: 256 };
  // Some proxies drop the header of what is encoded: gzip begins with these two bytes, and no text does.
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  switch (isGzip ? 'gzip' : encoding?.trim().toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
      return zlib.createGunzip(options);
    case 'deflate':
      // Some servers leave out the zlib header, whose low four bits are 8.
      return ((bytes[0] ?? 0) & 0x0f) === 8
        ? zlib.createInflate(options)
        : zlib.createInflateRaw(options);
    case 'br':
      return zlib.createBrotliDecompress({ ...options, finishFlush: BROTLI_OPERATION_FLUSH });
    default:
      return undefined;
  }
}
