import { expect } from 'vitest';
import { version } from '../../package.json';
import { type ErrorCode, errorCodes } from '../../src/errors';
import { readLog, type SeenRun, spokenLines } from './runner';
import { everySecret, type KnownSecret, spellingsOf } from './some-inputs';
import type { World } from './world';

/*
 * What holds of every run, however it was made.
 */

/** What a run says that ended before it was GoTo's turn. */
export const notAsked = 'GoTo was not asked, and the stored refresh token is unchanged.';

/** Checks what every failure keeps to, and gives the text of its one annotation. */
export function failureOf(run: SeenRun, code: ErrorCode): string {
  expect(run.exitCode, run.log).toBe(1);
  expect(run.outputs['error-code']).toBe(code);
  expectOneEnding(run);
  expectNoStackTrace(run);
  expectNoSecret(run);
  return run.annotations[0]?.message ?? '';
}

/** What a run was given, and what must not be seen of it. */
interface Known {
  world: World;
  inputs: Record<string, string>;
  secrets: KnownSecret[];
  debug: boolean;
}

/** What holds of every run, whatever it came to. */
export function expectSound(run: SeenRun, known: Known): void {
  expectTidy(run, known);
  expectMasks(run, known);
  expect(run.annotations.map(({ level }) => level)).not.toContain('notice');
  if (!run.lines.some(isOfTrouble)) expect(run.lines.length).toBeLessThanOrEqual(12);
  expectHeaders(run, known);
}

/** What holds of the post step too. */
export function expectTidy(run: SeenRun, known: Pick<Known, 'secrets' | 'debug'>): void {
  expectNoSecret(run, known.secrets);
  expectOneEnding(run);
  if (!known.debug) expectNoStackTrace(run);
  expectCommands(run);
}

/** The log does not show what the runner obeys, such as an output that is printed. */
function expectCommands({ lines }: SeenRun): void {
  const obeyed = readLog(lines).commands.map(({ name }) => name);
  expect(['add-mask', 'debug', 'error', 'notice', 'warning']).toEqual(
    expect.arrayContaining(obeyed),
  );
}

const allSecrets = everySecret.map((value) => ({ name: value.slice(0, 12), value }));

/** The state counts as seen: it may be public. */
export function expectNoSecret(
  { lines, summary, state }: Pick<SeenRun, 'lines' | 'summary' | 'state'>,
  secrets: Pick<KnownSecret, 'name' | 'value'>[] = allSecrets,
): void {
  const seen = [...spokenLines(lines), summary, ...Object.values(state)].join('\n');
  for (const { name, value } of secrets) {
    const isSeen = spellingsOf(value).some((spelling) => seen.includes(spelling));
    expect(isSeen, `${name} is in the log or the summary`).toBe(false);
  }
}

function expectMasks({ lines, masks, outputs }: SeenRun, { world, secrets }: Known): void {
  // What is secret among the inputs is masked before anything is said.
  const given = secrets.filter(({ isInput }) => isInput).map(({ value }) => value);
  expect(readLog(lines.slice(0, given.length)).masks.sort()).toEqual(given.sort());
  const stored = world.github.places().flatMap((place) => place.secrets);
  const brought = [outputs['access-token'] ?? [], ...stored.map(({ written }) => written)];
  expect(masks).toEqual(expect.arrayContaining(brought.flat()));
  const refreshTokens = secrets.filter(({ name }) => name.endsWith('refresh-token'));
  for (const { value } of refreshTokens) expect(Object.values(outputs)).not.toContain(value);
}

/** The exit code, the annotations and the output `error-code` tell the same. */
function expectOneEnding({ exitCode, annotations, outputs }: SeenRun): void {
  const errors = annotations.filter(({ level }) => level === 'error');
  expect(exitCode).toBe(errors.length);
  if (exitCode === 0) expect(outputs).not.toHaveProperty('error-code');
  for (const { message } of errors) {
    const [, code = ''] = /\nerror-code: ([a-z-]+)$/.exec(message) ?? [];
    expect(message.length).toBeLessThan(4_000);
    expect(errorCodes).toContain(code);
    // Where the output file cannot be written, there is no output at all.
    expect(outputs).toEqual(
      'error-code' in outputs ? { ...outputs, 'error-code': code } : ({} as object),
    );
  }
}

/** Only debug logging may show one. */
function expectNoStackTrace({ stdout, lines }: SeenRun): void {
  expect(stdout).not.toMatch(/^\s+at /m);
  const others = lines.filter((line) => !line.startsWith('::debug::'));
  expect(readLog(others).shown).not.toMatch(/^\s+at /m);
}

function expectHeaders({ outputs }: SeenRun, { world, inputs }: Known): void {
  const common = { accept: 'application/json', 'user-agent': `goto-access-token/${version}` };
  for (const { method, headers } of world.goto.requests) {
    const own =
      method === 'POST'
        ? { 'content-type': 'application/x-www-form-urlencoded' }
        : { authorization: `Bearer ${outputs['access-token']}` };
    expect(headers).toMatchObject({ ...common, ...own });
  }
  for (const { method, headers } of world.github.requests) {
    expect(headers).toMatchObject({
      ...common,
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${inputs['github-token']}`,
      'x-github-api-version': '2022-11-28',
      ...(method === 'PUT' && { 'content-type': 'application/json' }),
    });
  }
}

/** A line that a run without trouble does not have. */
const isOfTrouble = (line: string) =>
  /^::(error|warning|debug)|\bin \d+\.\d s\b|^gh api/.test(line);
