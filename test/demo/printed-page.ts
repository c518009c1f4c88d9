import { wrap } from '../../src/command/terminal';
import type { ActionRun } from '../support/runner';
import { applyMasks } from '../support/runner';

/** How wide a line of ours may be. A command to paste stays in one piece, however long it is. */
const widest = Math.min(process.stdout.columns ?? 80, 98);
let isVerbose = false;
const inColour = process.stdout.isTTY && process.env.NO_COLOR === undefined;

const colour = (code: string) => (text: string) =>
  inColour ? `\x1b[${code}m${text}\x1b[0m` : text;
const bold = colour('1');
const dim = colour('2');
const green = colour('32');
const red = colour('31');
const cyan = colour('36');

const print = (line = '') => console.log(line);

/** From now on, logs, outputs and single claims are printed too. */
export function beVerbose(): void {
  isVerbose = true;
}

export function title(text: string): void {
  print(bold(text));
}

export function heading(text: string): void {
  print();
  print(bold(cyan(text)));
}

export function paragraph(text: string): void {
  for (const line of wrap(text, widest)) print(line);
}

/** What the Actions log shows of a step. */
export function log(run: ActionRun): void {
  if (!isVerbose) return;
  part('In the log');
  for (const line of run.log.split('\n')) {
    const isCommand = /^gh api /.test(line);
    for (const row of isCommand ? [line] : wrap(line, widest - 4)) {
      print(`  ${dim('│')} ${tint(row, isCommand)}`.trimEnd());
    }
  }
}

function tint(row: string, isCommand: boolean): string {
  if (isCommand) return cyan(row);
  return row.replace(/^(Error|Warning):/, (word) => red(word));
}

/** The outputs of a step, with the masks that the runner was told. */
export function outputs(run: ActionRun): void {
  if (!isVerbose) return;
  part('Its outputs');
  for (const [name, value] of Object.entries(run.outputs)) {
    print(`    ${dim(name.padEnd(26))}${applyMasks(value, run.masks)}`);
  }
}

/** One thing that is so, or is not. */
export function verdict(claim: string, holds: boolean): void {
  if (holds && !isVerbose) return;
  const [first = '', ...others] = wrap(claim, widest - 6);
  print(`    ${holds ? green('✓') : red('✗')} ${first}`);
  for (const line of others) print(`      ${line}`);
}

/** How many claims there were, once all of them hold. */
export function claimsHold(count: number): void {
  if (!isVerbose) print(`  ${green('✓')} ${count} claims hold.`);
}

export function part(name: string): void {
  if (!isVerbose) return;
  print();
  print(`  ${bold(name)}`);
}

/** The last words, good or bad; lines longer than the page are wrapped. */
export function conclusion(text: string, isGood: boolean): void {
  print();
  for (const line of text.split('\n').flatMap((line) => (isGood ? wrap(line, widest) : [line]))) {
    print(isGood ? green(bold(line)) : red(line));
  }
}

export function list(items: string[]): void {
  for (const item of items) {
    const [first = '', ...others] = wrap(item, widest - 2);
    print(`- ${first}`);
    for (const line of others) print(`  ${line}`);
  }
}
