import { styleText } from 'node:util';
import { wrap } from '../../src/command/terminal';
import { type ActionRun, applyMasks } from '../support/runner';

const width = Math.min(process.stdout.columns || 80, 98);
const inColor = process.stdout.isTTY && process.env.NO_COLOR === undefined;

type Format = Parameters<typeof styleText>[0];
const styled = (format: Format, text: string) => (inColor ? styleText(format, text) : text);

/** Prints a paragraph, and a mark before it. */
export function paragraph(text: string, mark = ''): void {
  const [first = '', ...others] = wrap(text, width - mark.length);
  console.log(`${mark}${first}`);
  for (const line of others) console.log(' '.repeat(mark.length) + line);
}

/** Prints a line that stands out. */
export function heading(text: string, format: Format = 'bold'): void {
  console.log(`\n${styled(format, text)}`);
}

/** Prints the log and the outputs of a step. A command to paste stays in one piece, however long. */
export function step({ log, outputs, masks }: ActionRun): void {
  heading('  In the log');
  for (const line of log.split('\n')) {
    const rows = line.startsWith('gh api ') ? [line] : wrap(line, width - 4);
    for (const row of rows) console.log(`  ${styled('dim', '│')} ${row}`.trimEnd());
  }
  const named = Object.entries(outputs);
  if (named.length > 0) heading('  Its outputs');
  for (const [name, value] of named) {
    console.log(`    ${styled('dim', name.padEnd(26))}${applyMasks(value, masks)}`);
  }
  heading('  The proof');
}
