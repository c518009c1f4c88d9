import fs from 'node:fs';

/** Writes to the log past Node's buffers. A full pipe is waited for, up to two seconds. */
export function writeNow(text: string): void {
  const bytes = Buffer.from(text);
  const idle = new Int32Array(new SharedArrayBuffer(4));
  let waits = 0;
  for (let written = 0; written < bytes.length; ) {
    try {
      written += fs.writeSync(process.stdout.fd, bytes, written);
    } catch (error) {
      waits += 1;
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN' || waits > 200) throw error;
      Atomics.wait(idle, 0, 0, 10);
    }
  }
}
