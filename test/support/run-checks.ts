import { expect } from 'vitest';
import type { ErrorCode } from '../../src/errors';
import type { Driver } from './drivers';
import { everySecret, spellingsOf } from './known-secrets';
import type { ActionOptions, SeenRun } from './run-action';
import { readLog, spokenLines } from './runner-log';
import { storedRefreshToken } from './some-inputs';
import { storedIn, type World } from './world';

/*
 * What the tests of whole runs have in common to look at, however the run was made.
 */

/** What a run says that ended before it was GoTo's turn. */
export const notAsked = 'GoTo was not asked, and the stored refresh token is unchanged.';

/** The lines that announce another try. */
export const triesAgain = ({ lines }: Pick<SeenRun, 'lines'>): string[] =>
  lines.filter((line) => line.startsWith('Trying again'));

export function expectNoSecret({ lines, summary }: Pick<SeenRun, 'lines' | 'summary'>): void {
  const seen = [...spokenLines(lines), summary].join('\n');
  for (const spelling of everySecret.flatMap(spellingsOf)) expect(seen).not.toContain(spelling);
}

/** Checks what every failure keeps to, and gives the text of its one annotation. */
export function failureOf(run: SeenRun, code: ErrorCode): string {
  expect(run.exitCode, run.log).toBe(1);
  expect(run.annotations).toEqual([{ level: 'error', message: expect.any(String) }]);
  const [{ message } = { message: '' }] = run.annotations;
  expect(message).toContain(`error-code: ${code}`);
  expect(message.length).toBeLessThan(4_000);
  expect(run.outputs['error-code']).toBe(code);
  expectNoStackTrace(run);
  expectNoSecret(run);
  return message;
}

/** Only debug logging may show one. */
function expectNoStackTrace({ stdout, lines }: Pick<SeenRun, 'stdout' | 'lines'>): void {
  expect(stdout).not.toMatch(/^\s+at /m);
  const others = lines.filter((line) => !line.startsWith('::debug::'));
  expect(readLog(others).shown).not.toMatch(/^\s+at /m);
}

export function expectNames(message: string, names: (string | RegExp)[]): void {
  for (const name of names) {
    if (typeof name === 'string') expect(message).toContain(name);
    else expect(message).toMatch(name);
  }
}

/** Nothing was written, not even what was there. */
export function expectUntouched({ github, repository }: World): void {
  expect(github.writes()).toEqual([]);
  expect(storedIn(repository)).toBe(storedRefreshToken);
}

/** Makes a run with every step of it, and sees to it that no secret is told. */
export async function runAll(
  { runAction }: Driver,
  world: World,
  { inputs, ...options }: Partial<ActionOptions> = {},
): Promise<SeenRun> {
  const run = await runAction({
    ...options,
    inputs: world.inputs({ 'lookup-organizer': 'true', ...inputs }),
  });
  expectNoSecret(run);
  return run;
}
