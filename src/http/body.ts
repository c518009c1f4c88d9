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

export interface Body {
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
  if (!decoder) return { text: raw.bytes.toString('utf8'), cutBy: raw.cutBy };
  decoder.end(raw.bytes);
  const { bytes, cutBy } = await collect(decoder);
  return { text: bytes.toString('utf8'), cutBy: raw.cutBy ?? cutBy };
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

/** Decoders that take a body which ends early (`finishFlush`) for what it holds. */
function decoderFor(encoding: string | undefined, bytes: Buffer): Transform | undefined {
  const { Z_SYNC_FLUSH, BROTLI_OPERATION_FLUSH } = zlib.constants;
  switch (encoding?.trim().toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
      return zlib.createGunzip({ finishFlush: Z_SYNC_FLUSH });
    case 'deflate':
      // Some servers leave out the zlib header, whose low four bits are 8.
      return ((bytes[0] ?? 0) & 0x0f) === 8
        ? zlib.createInflate({ finishFlush: Z_SYNC_FLUSH })
        : zlib.createInflateRaw({ finishFlush: Z_SYNC_FLUSH });
    case 'br':
      return zlib.createBrotliDecompress({ finishFlush: BROTLI_OPERATION_FLUSH });
    default:
      return undefined;
  }
}
