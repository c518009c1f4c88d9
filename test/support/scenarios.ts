import { runSource } from './action';
import { expectSound, expectTidy } from './run-checks';
import type { ActionOptions, Interrupt, SeenRun } from './runner';
import { secretsOf } from './some-inputs';
import { lastRequest } from './stand-in-server';
import { compareTranscripts, type PlayedRun, transcriptOf } from './transcript';
import { inWorld, rotates, type World } from './world';

/** One run: what is not said is as `someInputs` and `startWorld` have it. */
export interface RunScenario extends Omit<ActionOptions, 'inputs' | 'interrupt'> {
  inputs?: Record<string, string | undefined>;
  /** Whether GoTo rotates, and knows the organizer. */
  rotated?: boolean;
  /** What GoTo and GitHub do. */
  given?: (world: World) => void;
  /** What interrupts it, and when. */
  interrupt?: { by: Interrupt['by']; when: (world: World) => Promise<unknown> };
  /** What happens before the end of the job, whose step is looked at instead. */
  atTheEnd?: (world: World) => void;
  /** What the runner hands to that step in place of the inputs and the state. */
  handed?: (world: World, state: SeenRun['state']) => Partial<ActionOptions>;
}

/** Makes a run, checks what holds of every run, and looks at it. */
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
export function describeRuns(topic: string, scenarios: Record<string, RunScenario>): void {
  const all = new Map(Object.entries(scenarios));
  compareTranscripts({ topic, folder: 'runs/transcripts' }, all, (scenario, title) =>
    play(scenario, (played) => transcriptOf(title, played)),
  );
}
