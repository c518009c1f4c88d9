import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';

const source = new URL('../../src/process/synchronous-write.ts', import.meta.url).href;

/** Runs a program whose reader looks away for a while, and gives what arrives. */
async function readAfter(ms: number, program: string): Promise<string> {
  const args = ['--import', 'tsx', '--input-type=module', '-e', program];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.pause();
  await sleep(ms);
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk)).resume();
  await once(child, 'close');
  // Runs of one character are told by their length, which a failure can show.
  return Buffer.concat(chunks)
    .toString()
    .replace(/x+/g, (run) => `${run.length} x`);
}

const long = "'x'.repeat(400_000) + '\\n'";
const arrives = '400000 x\n';

it('is there in full although the process ends at once', async () => {
  const program = `import { writeSynchronously } from '${source}'; writeSynchronously(${long}); process.exit();`;
  expect(await readAfter(0, program)).toBe(arrives);
});

it('ends no line halfway when the reader looks away for longer than it waits', async () => {
  const program = `
    import { writeSynchronously } from '${source}';
    process.stdout.write('first\\n');
    writeSynchronously(${long});
    writeSynchronously('second\\n');
    process.stdout.write('::error::last\\n', () => process.exit());`;
  expect(await readAfter(3_500, program)).toBe(`first\n${arrives}second\n::error::last\n`);
});
