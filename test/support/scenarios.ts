import { bundleOn, source } from './action';
import { expectNoSecret, expectSound, expectTidy } from './run-checks';
import type { ActionOptions, Interrupt, SeenRun } from './runner';
import { secretsOf } from './some-inputs';
import { lastRequest } from './stand-in-server';
import { compareTranscripts, transcriptOf } from './transcript';
import { inWorld, type World } from './world';

type InputChanges = Record<string, string | undefined>;

/** One run: what is not said is as `someInputs` and `startWorld` have it. */
export interface RunScenario extends Omit<ActionOptions, 'inputs' | 'interrupt'> {
  inputs?: InputChanges | ((world: World) => InputChanges);
  /** What GoTo and GitHub do. */
  given?: (world: World) => void;
  /** What interrupts it, and when. */
  interrupt?: { by: Interrupt['by']; when: (world: World) => Promise<unknown> };
  /** Whether the bundle makes this run, for what only a process of its own can show. */
  asBundle?: boolean;
  /** What happens before the end of the job, which the transcript then shows instead. */
  atTheEnd?: (world: World) => void;
  /** What no transcript shows. */
  also?: (run: SeenRun, world: World) => void;
}

/**
 * Makes each run that `define` names, and compares all that can be seen of it with one file,
 * `runs/transcripts/TOPIC/TITLE.txt`.
 *
 * @param common what holds of every scenario, before what it says itself
 */
export function describeRuns(
  { topic, ...common }: { topic: string } & Pick<RunScenario, 'inputs' | 'given'>,
  define: (scenario: (title: string, scenario?: RunScenario) => void) => void,
): void {
  const scenarios = new Map<string, RunScenario>();
  define((title, { inputs, given, ...scenario } = {}) => {
    scenarios.set(title, {
      ...scenario,
      inputs: (world) => ({ ...changes(common.inputs, world), ...changes(inputs, world) }),
      given: (world) => {
        common.given?.(world);
        given?.(world);
      },
    });
  });
  compareTranscripts({ topic, folder: 'runs/transcripts' }, scenarios, play);
}

function play(scenario: RunScenario, title: string): Promise<string> {
  const { given, asBundle = false, also, atTheEnd, interrupt, ...options } = scenario;
  const driver = asBundle ? bundleOn(24) : source;
  return inWorld(async (world) => {
    const changed = changes(scenario.inputs, world);
    const inputs = world.inputs(changed);
    const secrets = secretsOf(inputs);
    const run = await driver.runAction({
      ...options,
      inputs,
      ...(interrupt && { interrupt: { by: interrupt.by, when: interrupt.when(world) } }),
    });
    const debug = options.env?.RUNNER_DEBUG === '1';
    // A run that is killed leaves everything as it is.
    if (interrupt?.by === 'SIGKILL') expectNoSecret(run, secrets);
    else expectSound(run, { world, inputs, secrets, debug });
    also?.(run, world);
    const common = { title, inputs: changed, world, secrets, debug };
    if (!atTheEnd) return transcriptOf({ ...common, run });
    const since = lastRequest();
    atTheEnd(world);
    const end = await driver.runAction({ ...options, inputs, state: run.state });
    expectTidy(end, { secrets, debug });
    return transcriptOf({ ...common, run: end, since });
  }, given);
}

const changes = (inputs: RunScenario['inputs'] = {}, world: World): InputChanges =>
  typeof inputs === 'function' ? inputs(world) : inputs;
