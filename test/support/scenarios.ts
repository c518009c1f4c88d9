import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, type ExpectStatic, expect, it, vi } from 'vitest';
import { type Driver, drivers, quickSource } from './drivers';
import { secretsOf } from './known-secrets';
import type { ActionOptions, Interrupt, SeenRun } from './run-action';
import { expectSound, expectTidy } from './run-checks';
import { fileName, transcriptOf } from './run-transcript';
import { lastRequest } from './stand-in-server';
import { inWorld, type World } from './world';

type InputChanges = Record<string, string | undefined>;

/** One run: what is not said is as `someInputs` and `startWorld` have it. */
export interface Scenario extends Omit<ActionOptions, 'inputs' | 'interrupt'> {
  inputs?: InputChanges | ((world: World) => InputChanges);
  /** What GoTo and GitHub do. */
  given?: (world: World) => void;
  /** What interrupts it, and when. */
  interrupt?: { by: Interrupt['by']; when: (world: World) => Promise<unknown> };
  /** Where not every driver can or need make this run: those that do. Say why. */
  drivers?: Driver[];
  /** What happens before the end of the job, which the transcript then tells instead. */
  atTheEnd?: (world: World) => void;
  /** What no transcript shows. */
  also?: (run: SeenRun, world: World) => void;
}

// Runs of the bundle wait for each other's processors less than for their own retries.
vi.setConfig({ maxConcurrency: 8 });

const transcripts = fileURLToPath(new URL('../runs/transcripts/', import.meta.url));

/**
 * Makes each run that `tell` names, in every way it can be made, and compares all that can be seen of
 * it with one file, `transcripts/TOPIC/TITLE.txt`. `vitest -u` writes the files.
 *
 * @param common what holds of every scenario, before what it says itself
 */
export function tellRuns(
  { topic, ...common }: { topic: string } & Pick<Scenario, 'inputs' | 'given'>,
  tell: (scenario: (title: string, scenario?: Scenario) => void) => void,
): void {
  const scenarios = new Map<string, Scenario>();
  tell((title, { inputs, given, ...scenario } = {}) => {
    if (scenarios.has(title)) throw new Error(`Two scenarios of one title: ${title}`);
    scenarios.set(title, {
      ...scenario,
      inputs: (world) => ({ ...changes(common.inputs, world), ...changes(inputs, world) }),
      given: (world) => {
        common.given?.(world);
        given?.(world);
      },
    });
  });
  for (const driver of drivers) {
    // Runs in processes of their own overlap; those in this one share its variables and stdout.
    describe(driver.name, { concurrent: driver !== quickSource }, () => {
      for (const [title, scenario] of scenarios) {
        if (!(scenario.drivers ?? drivers).includes(driver)) continue;
        it(title, ({ expect }) => compare({ topic, title, scenario, driver, expect }));
      }
    });
  }
  it(`there is no other transcript of ${topic}`, () => {
    const files = [...scenarios.keys()].map((title) => `${fileName(title)}.txt`);
    const folder = `${transcripts}${topic}`;
    const others = existsSync(folder) ? readdirSync(folder) : [];
    expect(others.filter((file) => !files.includes(file))).toEqual([]);
  });
}

async function compare(told: {
  topic: string;
  title: string;
  scenario: Scenario;
  driver: Driver;
  /** the test's own, for tests overlap */
  expect: ExpectStatic;
}): Promise<void> {
  const { topic, title, scenario, driver, expect } = told;
  const { given, drivers: _, also, atTheEnd, interrupt, ...options } = scenario;
  await inWorld(async (world) => {
    const changed = changes(scenario.inputs, world);
    const inputs = world.inputs(changed);
    const secrets = secretsOf(inputs);
    const run = await driver.runAction({
      ...options,
      inputs,
      ...(interrupt && { interrupt: { by: interrupt.by, when: interrupt.when(world) } }),
    });
    const debug = options.env?.RUNNER_DEBUG === '1';
    expectSound(run, { world, inputs, secrets, debug });
    const told = { title, inputs: changed, world, secrets, debug };
    let text = transcriptOf({ ...told, run });
    if (atTheEnd) {
      const since = lastRequest();
      atTheEnd(world);
      const end = await driver.runAction({ ...options, inputs, state: run.state });
      expectTidy(end, { secrets, debug });
      text = transcriptOf({ ...told, run: end, since });
    }
    await expect(text).toMatchFileSnapshot(`${transcripts}${topic}/${fileName(title)}.txt`);
    also?.(run, world);
  }, given);
}

const changes = (inputs: Scenario['inputs'] = {}, world: World): InputChanges =>
  typeof inputs === 'function' ? inputs(world) : inputs;
