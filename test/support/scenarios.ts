import { expect } from 'vitest';
import { type ErrorCode, errorCodes } from '../../src/errors';
import { runSource } from './action';
import { type ActionOptions, type Interrupt, readLog, type SeenRun, spokenLines } from './runner';
import { everySecret, type KnownSecret, secretsOf, spellingsOf } from './some-inputs';
import { lastRequest } from './stand-in-server';
import { describeTranscripts, type PlayedRun, transcriptOf } from './transcript';
import { inWorld, rotates, type World } from './world';

/** One run: what is not said is as `someInputs` and `startWorld` have it. */
export interface RunScenario extends Omit<ActionOptions, 'inputs' | 'interrupt'> {
  inputs?: Record<string, string | undefined>;
  /** Whether GoTo rotates, and knows the organizer. */
  rotated?: boolean;
  given?: (world: World) => void;
  interrupt?: { by: Interrupt['by']; when: (world: World) => Promise<unknown> };
  /** What happens before the end of the job, whose step is looked at instead. */
  atTheEnd?: (world: World) => void;
  /** What the runner hands to that step in place of the inputs and the state. */
  handed?: (world: World, state: SeenRun['state']) => Partial<ActionOptions>;
}

/**
 * Makes a run in a world of its own, checks what holds of every run, and looks at it; with `atTheEnd`, at
 * the post step that follows.
 */
export function play<T>(
  scenario: RunScenario,
  look: (played: PlayedRun) => T,
  runAction: (options: ActionOptions) => Promise<SeenRun> = runSource,
): Promise<T> {
  const { rotated, given, interrupt, atTheEnd, handed, inputs: changes, ...options } = scenario;
  const prepare = (world: World) => {
    if (rotated) rotates(world);
    given?.(world);
  };
  return inWorld(async (world) => {
    const inputs = world.inputs(changes);
    const secrets = secretsOf(inputs);
    const run = await runAction({
      ...options,
      inputs,
      ...(interrupt && { interrupt: { by: interrupt.by, when: interrupt.when(world) } }),
    });
    expectSound(run, world, secrets);
    if (!atTheEnd) return look({ run, world, secrets, since: 0 });
    const since = lastRequest();
    atTheEnd(world);
    const end = await runAction({
      ...options,
      inputs,
      state: run.state,
      ...handed?.(world, run.state),
    });
    expectTidy(end, secrets);
    return look({ run: end, world, secrets, since });
  }, prepare);
}

/** Compares each run with the transcript of its title, in `runs/transcripts/` and the topic. */
export function testTranscripts(topic: string, scenarios: Record<string, RunScenario>): void {
  const all = new Map(Object.entries(scenarios));
  describeTranscripts({ topic, folder: 'runs/transcripts' }, all, (scenario, title) =>
    play(scenario, (played) => transcriptOf(title, played)),
  );
}

/** What a run says that ended before it was GoTo's turn. */
export const notAsked = 'GoTo was not asked, and the stored refresh token is unchanged.';

/** Checks what every failure keeps to, and gives the text of its one annotation. */
export function failureOf(run: SeenRun, code: ErrorCode): string {
  expect(run.exitCode, run.log).toBe(1);
  expect(run.outputs['error-code']).toBe(code);
  expectTidy(run);
  return run.annotations[0]?.message ?? '';
}

/** What holds of a main step: it masks what is secret, before anything is said, and nothing else. */
export function expectSound(run: SeenRun, world: World, secrets: KnownSecret[]): void {
  expectTidy(run, secrets);
  const { lines, masks, outputs } = run;
  const given = secrets.filter(({ isInput }) => isInput).map(({ value }) => value);
  expect(readLog(lines.slice(0, given.length)).masks.sort()).toEqual(given.sort());
  const stored = world.github.places().flatMap((place) => place.secrets);
  const { 'access-token': accessToken = [], ...others } = outputs;
  const brought = [accessToken, ...stored.map(({ written }) => written)].flat();
  expect(masks).toEqual(expect.arrayContaining(brought));
  for (const value of Object.values(others)) expect(masks).not.toContain(value);
  // What else the runner obeys would be an output, or a state, that anybody may read in the log.
  const obeyed = readLog(lines).commands.map(({ name }) => name);
  const harmless = ['add-mask', 'debug', 'error', 'notice', 'warning'];
  expect(obeyed.filter((name) => !harmless.includes(name))).toEqual([]);
}

/** What holds of a post step too. */
export function expectTidy(run: SeenRun, secrets?: KnownSecret[]): void {
  expectNoSecret(run, secrets);
  expectOneEnding(run);
  // Only debug logging may show a stack trace.
  const others = run.lines.filter((line) => !line.startsWith('::debug::'));
  expect(readLog(others).shown).not.toMatch(/^\s+at /m);
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
    if (Object.keys(outputs).length > 0) expect(outputs['error-code']).toBe(code);
  }
}
