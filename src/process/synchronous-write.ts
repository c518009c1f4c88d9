import fs from 'node:fs';

/** How long a reader that does not read is waited for, in milliseconds. */
const patience = 2_000;
const nap = 10;

/**
 * Writes to the log at once, past Node's buffers. What a full pipe does not take in two seconds is
 * left to Node, which writes it when the reader goes on, or never: a line must not end halfway.
 */
export function writeNow(text: string): void {
  const bytes = Buffer.from(text);
  // What Node holds back already must go first.
  if (process.stdout.writableLength > 0) {
    process.stdout.write(bytes);
    return;
  }
  const idle = new Int32Array(new SharedArrayBuffer(4));
  let waited = 0;
  for (let written = 0; written < bytes.length; ) {
    try {
      written += fs.writeSync(process.stdout.fd, bytes, written);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      if (waited >= patience) {
        process.stdout.write(bytes.subarray(written));
        return;
      }
      Atomics.wait(idle, 0, 0, nap);
      waited += nap;
    }
  }
}
