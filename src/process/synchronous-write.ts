import fs from 'node:fs';
import { pipe } from '../limits';

/**
 * Writes to a stream synchronously, past Node's buffers. What a full pipe does not take within two
 * seconds is handed to Node, which writes it if the reader continues: a line must not end halfway. On
 * Windows, every write to a full pipe waits for its reader, for Node makes the pipes of stdout and
 * stderr blocking (`setBlocking` in lib/net.js).
 *
 * @throws what the system says when the stream is closed
 */
export function writeSynchronously(
  text: string,
  stream: typeof process.stdout | typeof process.stderr = process.stdout,
): void {
  const bytes = Buffer.from(text);
  // What Node has buffered already must go first.
  if (stream.writableLength > 0) {
    stream.write(bytes);
    return;
  }
  const never = new Int32Array(new SharedArrayBuffer(4));
  let waitedMs = 0;
  for (let written = 0; written < bytes.length; ) {
    try {
      written += fs.writeSync(stream.fd, bytes, written);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      if (waitedMs >= pipe.timeoutMs) {
        stream.write(bytes.subarray(written));
        return;
      }
      Atomics.wait(never, 0, 0, pipe.pollMs);
      waitedMs += pipe.pollMs;
    }
  }
}
