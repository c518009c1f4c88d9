import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { writeSynchronously } from '../../src/process/synchronous-write';

const source = new URL('../../src/process/synchronous-write.ts', import.meta.url).href;

describe('a real pipe', () => {
  /** Runs a program whose reader does not read for `ms`, and returns what arrives. */
  async function readAfter(ms: number, program: string): Promise<string> {
    const args = ['--import', 'tsx', '--input-type=module', '-e', program];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout.pause();
    await sleep(ms);
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk)).resume();
    await once(child, 'close');
    // A failure shows how long a run of one character is, and not the run.
    return Buffer.concat(chunks)
      .toString()
      .replace(/x+/g, (run) => `${run.length} x`);
  }

  const long = "'x'.repeat(400_000) + '\\n'";
  const arrives = '400000 x\n';

  it('has all of it although the process ends at once', async () => {
    const program = `import { writeSynchronously } from '${source}'; writeSynchronously(${long}); process.exit();`;
    expect(await readAfter(0, program)).toBe(arrives);
  });

  it('has whole lines although nobody reads for longer than the write waits', async () => {
    const program = `
      import { writeSynchronously } from '${source}';
      process.stdout.write('first\\n');
      writeSynchronously(${long});
      writeSynchronously('second\\n');
      process.stdout.write('::error::last\\n', () => process.exit());`;
    expect(await readAfter(3_500, program)).toBe(`first\n${arrives}second\n::error::last\n`);
  });
});

describe('a pipe', () => {
  afterEach(() => vi.restoreAllMocks());

  /** Stdout as a pipe that takes `room` bytes, and more when somebody reads. */
  function pipe({ room = 0, readPerMs = 0, buffered = 0 }) {
    const seen = { written: '', handedToNode: '', waitedMs: 0 };
    let free = room;
    vi.spyOn(fs, 'writeSync').mockImplementation(((fd: number, bytes: Buffer, offset: number) => {
      expect(fd).toBe(process.stdout.fd);
      const taken = bytes.subarray(offset, offset + free);
      if (taken.length === 0) throw Object.assign(new Error('full'), { code: 'EAGAIN' });
      seen.written += taken;
      free -= taken.length;
      return taken.length;
    }) as typeof fs.writeSync);
    vi.spyOn(Atomics, 'wait').mockImplementation((_array, _index, _value, ms = 0) => {
      seen.waitedMs += ms;
      free += ms * readPerMs;
      return 'timed-out';
    });
    vi.spyOn(process.stdout, 'writableLength', 'get').mockReturnValue(buffered);
    vi.spyOn(process.stdout, 'write').mockImplementation((bytes) => {
      seen.handedToNode += bytes;
      return true;
    });
    return seen;
  }

  it('with room takes the text at once', () => {
    const seen = pipe({ room: 100 });
    writeSynchronously('naïve\n');
    expect(seen).toEqual({ written: 'naïve\n', handedToNode: '', waitedMs: 0 });
  });

  it('with a slow reader is waited for', () => {
    const seen = pipe({ room: 3, readPerMs: 0.1 });
    writeSynchronously('0123456789');
    expect(seen).toEqual({ written: '0123456789', handedToNode: '', waitedMs: 70 });
  });

  it('without a reader is waited for two seconds, and Node has the rest', () => {
    const seen = pipe({ room: 3 });
    writeSynchronously('0123456789');
    expect(seen).toEqual({ written: '012', handedToNode: '3456789', waitedMs: 2_000 });
  });

  it('for which Node has text already gets this text after it', () => {
    const seen = pipe({ room: 100, buffered: 1 });
    writeSynchronously('later\n');
    expect(seen).toEqual({ written: '', handedToNode: 'later\n', waitedMs: 0 });
  });

  it('that is broken throws', () => {
    pipe({});
    vi.spyOn(fs, 'writeSync').mockImplementation(() => {
      throw Object.assign(new Error('broken'), { code: 'EPIPE' });
    });
    expect(() => writeSynchronously('text')).toThrow('broken');
  });
});
