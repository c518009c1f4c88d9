import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { writeSynchronously } from '../../src/process/synchronous-write';

it('on a real pipe, lines are whole although nobody reads for longer than a write waits', async () => {
  const source = new URL('../../src/process/synchronous-write.ts', import.meta.url).href;
  const program = `
    import { writeSynchronously } from '${source}';
    process.stdout.write('first\\n');
    writeSynchronously('x'.repeat(400_000) + '\\n');
    writeSynchronously('second\\n');
    process.stdout.write('::error::last\\n', () => process.exit());`;
  const args = ['--import', 'tsx', '--input-type=module', '-e', program];
  const { stdout } = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  stdout.pause();
  await sleep(3_500);
  const arrived = Buffer.concat(await stdout.toArray()).toString();
  const counted = arrived.replace(/x+/g, (run) => `${run.length} x`);
  expect(counted).toBe('first\n400000 x\nsecond\n::error::last\n');
});

describe('a pipe', () => {
  afterEach(() => vi.restoreAllMocks());

  /** Stdout as a pipe that takes `room` bytes, and more when somebody reads. */
  function pipe({ room = 0, readPerMs = 0, buffered = 0, code = 'EAGAIN' }) {
    const seen = { written: '', handedToNode: '', waitedMs: 0 };
    let free = room;
    vi.spyOn(fs, 'writeSync').mockImplementation(((fd: number, bytes: Buffer, offset: number) => {
      expect(fd).toBe(process.stdout.fd);
      const taken = bytes.subarray(offset, offset + free);
      if (taken.length === 0) throw Object.assign(new Error('full'), { code });
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

  it.each([
    ['with room takes the text at once', { room: 100 }, ['naïve\n', '', 0]],
    ['with a slow reader is waited for', { room: 4, readPerMs: 0.1 }, ['naïve\n', '', 30]],
    ['without a reader is waited for, and Node has the rest', { room: 4 }, ['naï', 've\n', 2_000]],
    ['gets the text after what Node has', { room: 100, buffered: 1 }, ['', 'naïve\n', 0]],
  ])('%s', (_what, conditions, [written, handedToNode, waitedMs]) => {
    const seen = pipe(conditions);
    writeSynchronously('naïve\n');
    expect(seen).toEqual({ written, handedToNode, waitedMs });
  });

  it('that is broken throws', () => {
    pipe({ code: 'EPIPE' });
    expect(() => writeSynchronously('text')).toThrow(expect.objectContaining({ code: 'EPIPE' }));
  });
});
