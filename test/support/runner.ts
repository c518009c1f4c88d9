import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { type Printed, RunningProcess } from './process';

/*
 * GitHub's runner: what it lays out for a step, how it starts one, and what it reads from its log and
 * its files.
 */

const pathOf = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
export const committedBundle = pathOf('dist/index.js');
export const committedPost = pathOf('dist/post.js');

/**
 * The state of a file that the runner hands to the step. `missing`: the variable names a file that
 * is not there; `unset`: there is no variable; `full`: every write fails for want of space (Linux);
 * `pipe`: nobody reads it; `forbidden`: another user may not write it.
 */
type RunnerFile = 'writable' | 'missing' | 'directory' | 'unset' | 'full' | 'pipe' | 'forbidden';

export interface ActionOptions {
  /** By name as in action.yml; what is left out gets the default declared there. */
  inputs: Record<string, string>;
  /** The Node binary; the one that runs this code unless given. */
  node?: string;
  nodeArgs?: string[];
  /** The script to run; that of the main step or the post step in the committed bundle unless given. */
  entry?: string;
  /** Variables on top of the runner's own, or in place of them. */
  env?: Record<string, string>;
  outputFile?: RunnerFile;
  summaryFile?: RunnerFile;
  stateFile?: RunnerFile;
  /** What the main step saved: makes this the post step. */
  state?: Record<string, string>;
  /** Never read stdout, so that the pipe fills up. */
  stdoutUnread?: boolean;
  /** Stop reading stdout for good once a line matches, as when the log's reader dies. */
  closeStdoutAt?: string | RegExp;
  interrupt?: Interrupt;
}

/** A signal, or a fault that nobody catches (of the source only), as soon as `when` has come. */
export interface Interrupt {
  by: NodeJS.Signals | 'crash';
  when: Promise<unknown>;
}

/** Arguments that make Node run `code` before the action. */
export const importing = (code: string): string[] => [
  '--import',
  `data:text/javascript,${encodeURIComponent(code)}`,
];

export interface SeenRun extends Awaited<ReturnType<Step['readRun']>> {
  exitCode: number | null;
  stdout: string;
}

export interface ActionRun extends SeenRun {
  signal: NodeJS.Signals | null;
  stderr: string;
}

export type RunningAction = Awaited<ReturnType<typeof startAction>>;

export const runAction = async (options: ActionOptions): Promise<ActionRun> =>
  (await startAction(options)).result;

export async function startAction(options: ActionOptions) {
  const step = await prepareStep(options);
  const { node = process.execPath, nodeArgs = [], stdoutUnread = false } = options;
  const { entry = options.state ? committedPost : committedBundle } = options;
  const { closeStdoutAt, interrupt } = options;
  const { workspace: cwd, env } = step;
  const signal = interrupt?.by;
  if (signal === 'crash') throw new Error('Nothing here makes a process of its own crash.');
  const limits = { stdoutUnread, timeLimitMs: 60_000 };
  const running = new RunningProcess([node, ...nodeArgs, entry], { cwd, env, ...limits });
  // What never comes shows in the run itself, which is not interrupted then.
  const never = () => undefined;
  if (signal) interrupt.when.then(() => running.kill(signal), never);
  if (closeStdoutAt) running.waitForLine(closeStdoutAt).then(() => running.closeStdout(), never);
  const result = running.result
    .then(async (run): Promise<ActionRun> => ({ ...run, ...(await step.readRun(run.lines)) }))
    .finally(step.remove);
  // A test that fails before it looks at the result must be the only thing that fails.
  result.catch(never);
  return {
    result,
    kill: (signal: NodeJS.Signals) => running.kill(signal),
    readStdout: () => running.read('stdout'),
    waitForLine: (match: string | RegExp) => running.waitForLine(match),
  };
}

const neededAnywhere = /^(path|systemroot|windir|comspec|pathext)$/i;

type Step = Awaited<ReturnType<typeof prepareStep>>;

export async function prepareStep(options: ActionOptions) {
  const home = await mkdtemp(join(tmpdir(), 'runner-'));
  const temp = join(home, '_temp');
  const commands = join(temp, '_runner_file_commands');
  const workspace = join(home, 'webinars');
  await Promise.all([mkdir(commands, { recursive: true }), mkdir(workspace)]);

  const env: Record<string, string> = {
    ...(Object.fromEntries(
      Object.entries(process.env).filter(([name]) => neededAnywhere.test(name)),
    ) as Record<string, string>),
    HOME: home,
    GITHUB_ACTIONS: 'true',
    GITHUB_API_URL: 'https://api.github.com',
    GITHUB_REPOSITORY: 'octo/webinars',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_SERVER_URL: 'https://github.com',
    RUNNER_TEMP: temp,
  };
  const place = async (variable: string, name: string, file: RunnerFile = 'writable') => {
    const path = file === 'full' ? '/dev/full' : join(commands, name);
    if (file === 'writable') await writeFile(path, '');
    if (file === 'directory') await mkdir(path);
    if (file === 'pipe') execFileSync('mkfifo', [path]);
    if (file === 'forbidden') await writeFile(path, '', { mode: 0o444 });
    if (file !== 'unset') env[variable] = path;
    return file === 'writable' ? path : undefined;
  };
  const [outputs, summary, saved] = await Promise.all([
    place('GITHUB_OUTPUT', 'set_output', options.outputFile),
    place('GITHUB_STEP_SUMMARY', 'step_summary', options.summaryFile),
    place('GITHUB_STATE', 'save_state', options.stateFile),
  ]);
  for (const [name, value] of Object.entries(options.state ?? {})) env[`STATE_${name}`] = value;
  Object.assign(env, options.env);
  Object.assign(env, inputVariables(options, env));
  const read = async (path?: string) => (path === undefined ? '' : await readFile(path, 'utf8'));
  return {
    env,
    workspace,
    /** What the runner reads once a step has printed these lines, in its log and in its files. */
    readRun: async (printed: Printed['lines']) => {
      const all = printed.map(({ text }) => text);
      const { shown, commands, ...told } = readLog(all, { debug: env.RUNNER_DEBUG === '1' });
      return {
        ...told,
        /** What a person sees: masked, commands carried out instead of shown. */
        log: shown,
        lines: printed.flatMap(({ stream, text }) => (stream === 'stdout' ? text : [])),
        outputs: Object.fromEntries(entriesOf(await read(outputs))),
        summary: await read(summary),
        state: readState(commands, await read(saved)),
      };
    },
    remove: () => rm(home, { recursive: true, force: true }),
  };
}

/**
 * The `INPUT_*` variables the runner sets: for each input that the action declares what the step
 * gives, else the declared default, else nothing. A name that is not declared is a slip in a test.
 */
function inputVariables(options: ActionOptions, env: Record<string, string>) {
  const { inputs: given } = options;
  const declared: Record<string, { default?: unknown } | null> =
    parse(readFileSync(pathOf('action.yml'), 'utf8')).inputs ?? {};
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(declared, name));
  if (unknown.length > 0) {
    throw new Error(`action.yml declares no input named ${unknown.join(', ')}.`);
  }
  return Object.fromEntries(
    Object.entries(declared).map(([name, input]) => [
      `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
      given[name] ?? resolveDefault(String(input?.default ?? ''), env),
    ]),
  );
}

/** Puts in what the context `github` holds, the only one that the defaults use. */
const resolveDefault = (text: string, env: Record<string, string>) =>
  text.replaceAll(
    /\$\{\{\s*github\.(\w+)\s*\}\}/g,
    (_expression, name: string) => env[`GITHUB_${name.toUpperCase()}`] ?? '',
  );

/** What was saved, by commands and then in the file, as far as the runner can read it. */
function readState(commands: WorkflowCommand[], file: string): Record<string, string> {
  const state: Record<string, string> = {};
  for (const { name, properties, message } of commands) {
    if (name === 'save-state' && properties.name) state[properties.name] = message;
  }
  try {
    for (const [name, value] of entriesOf(file)) state[name] = value;
  } catch {
    // A process that was killed may leave half an entry, and the runner keeps those before it.
  }
  return state;
}

/**
 * Reads the file of outputs, or of the state, by the runner's rules: `name=value` or `name<<delimiter`,
 * lines, `delimiter`. What the runner would refuse is an error here too.
 */
function* entriesOf(file: string): Generator<[name: string, value: string]> {
  const lines = file.split('\n').map((line) => line.replace(/\r$/, ''));
  while (lines.length > 0) {
    const line = lines.shift();
    if (!line) continue;
    const [, name, separator, rest = ''] = /^(.+?)(=|<<)(.*)$/s.exec(line) ?? [];
    if (name === undefined || (separator === '<<' && rest === '')) {
      throw new Error(`The output file has a line that is no output: ${JSON.stringify(line)}`);
    }
    if (separator === '=') {
      yield [name, rest];
      continue;
    }
    const end = lines.indexOf(rest);
    if (end < 0) throw new Error(`The output file does not have the delimiter ${rest} again.`);
    yield [
      name,
      lines
        .splice(0, end + 1)
        .slice(0, -1)
        .join('\n'),
    ];
  }
}

/** A line that told the runner something, its text no longer percent-escaped. */
interface WorkflowCommand {
  name: string;
  properties: Record<string, string>;
  message: string;
}

const levels = ['error', 'warning', 'notice'] as const;
const others = ['add-mask', 'add-matcher', 'add-path', 'debug', 'echo', 'endgroup', 'group'];
const more = ['remove-matcher', 'save-state', 'set-env', 'set-output', 'stop-commands'];
const knownCommands: string[] = [...levels, ...others, ...more];

/** The lines without the masks, which are the only ones that may show a secret. */
export const spokenLines = (lines: string[]): string[] =>
  lines.filter((line) => !line.startsWith('::add-mask::'));

/**
 * Reads a step's lines as the runner does, one after the other. `shown` is what a person sees: masks
 * applied, commands carried out instead of shown; debug lines in debug runs only.
 */
export function readLog(lines: string[], { debug = false } = {}) {
  const commands: WorkflowCommand[] = [];
  /** In full; the runner shows the first 4,096 characters. */
  const annotations: { level: (typeof levels)[number]; message: string }[] = [];
  const masks: string[] = [];
  const hidden: string[] = [];
  const shown: string[] = [];
  const show = (text: string) => shown.push(applyMasks(text, hidden));

  for (const line of lines) {
    const command = parseCommand(line);
    if (command === undefined) {
      show(line);
      continue;
    }
    commands.push(command);
    const { name, message } = command;
    const level = levels.find((each) => each === name);
    if (name === 'add-mask') {
      masks.push(message);
      hidden.push(message, ...message.split(/[\r\n]+/));
    } else if (level) {
      annotations.push({ level, message });
      show(`${level.charAt(0).toUpperCase()}${level.slice(1)}: ${message.slice(0, 4096)}`);
    } else if (name === 'debug' && debug) show(`Debug: ${message}`);
  }
  return { shown: shown.join('\n'), commands, annotations, masks };
}

/**
 * The command in a line, if there is one. There are two notations: `::name key=value::message` at
 * the start of a line, spaces before it forgiven; and the older `##[name]message`, which the runner
 * finds anywhere in a line.
 */
function parseCommand(line: string): WorkflowCommand | undefined {
  for (const notation of [/^\s*::(\S+?)(?: (.*?))?::(.*)$/s, /##\[(\S+?)(?: (.*?))?\](.*)$/s]) {
    const [, word = '', list = '', message = ''] = notation.exec(line) ?? [];
    const name = word.toLowerCase();
    if (!knownCommands.includes(name)) continue;
    const pairs = list.split(',').map((pair) => pair.trim().split(/=(.*)/s, 2));
    const properties = Object.fromEntries(pairs.map(([key, value = '']) => [key, plain(value)]));
    return { name, properties, message: plain(message) };
  }
  return undefined;
}

/** The percent sign comes last, or an escaped one would be taken for the start of another escape. */
const plain = (text: string) =>
  text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');

/** Masked stretches that overlap or touch become one `***`, as on the runner. */
export function applyMasks(text: string, masks: string[]): string {
  const covered = new Uint8Array(text.length);
  for (const mask of masks) {
    if (mask.trim() === '') continue;
    for (let at = text.indexOf(mask); at >= 0; at = text.indexOf(mask, at + 1)) {
      covered.fill(1, at, at + mask.length);
    }
  }
  let result = '';
  for (let at = 0; at < text.length; at += 1) {
    if (!covered[at]) result += text[at];
    else if (!covered[at - 1]) result += '***';
  }
  return result;
}
