import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { type ProcessRun, RunningProcess } from './process';
import { clientSecret } from './some-inputs';

const actionYml = fileURLToPath(new URL('../../action.yml', import.meta.url));
export const committedBundle = fileURLToPath(new URL('../../dist/index.js', import.meta.url));
export const committedPost = fileURLToPath(new URL('../../dist/post.js', import.meta.url));

/**
 * The state of a file that the runner hands to the step. `missing`: the variable names a file that
 * is not there; `unset`: there is no variable; `full`: every write fails for want of space (Linux);
 * `pipe`: nobody reads it; `forbidden`: another user may not write it.
 */
export type RunnerFile =
  | 'writable'
  | 'missing'
  | 'directory'
  | 'unset'
  | 'full'
  | 'pipe'
  | 'forbidden';

export interface ActionOptions {
  /** By name as in action.yml; what is left out gets the default declared there. */
  inputs: Record<string, string>;
  /** The Node binary; the one that runs this code unless given. */
  node?: string;
  nodeArgs?: string[];
  /** The script to run; that of the main step or the post step in the committed bundle unless given. */
  entry?: string;
  /** Where the inputs are declared; the repository's action.yml unless given. */
  declaration?: string;
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
  /** After this time the process is killed and the result rejects. 60 seconds by default. */
  timeLimitMs?: number;
}

/** A signal, or a fault that nobody catches, as soon as `when` has come. */
export interface Interrupt {
  by: NodeJS.Signals | 'crash';
  when: Promise<unknown>;
}

/** What nobody catches. It carries a secret, as faults of careless libraries do. */
export const crash = `boom ${clientSecret}`;

/** Arguments that make Node run `code` before the action. */
export const importing = (code: string): string[] => [
  '--import',
  `data:text/javascript,${encodeURIComponent(code)}`,
];

/** Arguments that make Node run `code` inside the action when it gets SIGUSR2. */
export const injecting = (code: string): string[] =>
  importing(`process.on('SIGUSR2', () => { ${code} });`);

export interface ActionRun {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  /** The lines of stdout as they were printed. */
  lines: string[];
  commands: WorkflowCommand[];
  annotations: Annotation[];
  /** Values that were masked, in order. */
  masks: string[];
  /** What a person sees in the log: masked, commands carried out instead of shown. */
  log: string;
  outputs: Record<string, string>;
  summary: string;
  /** What the runner will hand to the post step. */
  state: Record<string, string>;
}

/** What every way of running can tell: all but what only a process of its own has. */
export type SeenRun = Pick<
  ActionRun,
  | 'exitCode'
  | 'lines'
  | 'annotations'
  | 'masks'
  | 'log'
  | 'outputs'
  | 'summary'
  | 'stdout'
  | 'state'
>;

export interface RunningAction {
  result: Promise<ActionRun>;
  kill: (signal: NodeJS.Signals) => void;
  /** Reads stdout after all, if it was not read. */
  readStdout: () => void;
  /** The first line that matches, earlier ones included. Rejects if the run ends without it. */
  waitForLine: (match: string | RegExp) => Promise<string>;
  /** Cancels as the runner does: SIGINT, SIGTERM 7.5 s later, the end 2.5 s after that. */
  cancel: () => void;
}

/** Starts the action and waits for its end. */
export async function runAction(options: ActionOptions): Promise<ActionRun> {
  return (await startAction(options)).result;
}

/** Starts the action as the runner starts a step: inputs as variables, files to report to. */
export async function startAction(options: ActionOptions): Promise<RunningAction> {
  const step = await prepareStep(options);
  const { node = process.execPath, nodeArgs = [] } = options;
  const { entry = options.state ? committedPost : committedBundle } = options;
  const { closeStdoutAt, interrupt, stdoutUnread = false, timeLimitMs = 60_000 } = options;
  const { workspace: cwd, env } = step;
  const crashes = interrupt?.by === 'crash';
  const fault = crashes ? injecting(`throw new Error(${JSON.stringify(crash)})`) : [];
  const command = [...nodeArgs, ...fault, entry];
  const running = new RunningProcess([node, ...command], {
    ...{ cwd, env, timeLimitMs, stdoutUnread },
  });
  // What never comes shows in the run itself, which is not interrupted then.
  interrupt?.when.then(
    () => running.kill(interrupt.by === 'crash' ? 'SIGUSR2' : interrupt.by),
    () => undefined,
  );
  if (closeStdoutAt !== undefined) {
    running.waitForLine(closeStdoutAt).then(
      () => running.closeStdout(),
      () => undefined,
    );
  }
  const timers: NodeJS.Timeout[] = [];
  const later = (ms: number, then: () => void) => void timers.push(setTimeout(then, ms));
  const result = running.result
    .then((run) => account(run, step))
    .finally(async () => {
      for (const timer of timers) clearTimeout(timer);
      await step.remove();
    });
  // A test that fails before it looks at the result must be the only thing that fails.
  result.catch(() => undefined);
  return {
    result,
    kill: (signal) => running.kill(signal),
    readStdout: () => running.read('stdout'),
    cancel: () => {
      running.kill('SIGINT');
      later(7_500, () => running.kill('SIGTERM'));
      later(10_000, () => running.kill('SIGKILL'));
    },
    waitForLine: (match) => running.waitForLine(match),
  };
}

async function account(
  { exitCode, signal, stdout, stderr, lines }: ProcessRun,
  step: Step,
): Promise<ActionRun> {
  const { shown, commands, ...read } = readLog(
    lines.map(({ text }) => text),
    { debug: step.env.RUNNER_DEBUG === '1' },
  );
  const { outputs, summary, state } = await step.readFiles();
  return {
    ...{ exitCode, signal, stdout, stderr, commands },
    lines: lines.filter(({ stream }) => stream === 'stdout').map(({ text }) => text),
    ...read,
    log: shown,
    outputs: readOutputs(outputs),
    summary,
    state: readState(commands, state),
  };
}

/** What the runner lays out for a step before it starts it. */
export interface Step {
  env: Record<string, string>;
  workspace: string;
  /** The raw files that the step wrote; empty where it was handed none that can be read back. */
  readFiles: () => Promise<Record<'outputs' | 'summary' | 'state', string>>;
  remove: () => Promise<void>;
}

/** Lays out the variables and files of a step. */
export async function prepareStep(options: ActionOptions): Promise<Step> {
  const home = await mkdtemp(join(tmpdir(), 'runner-'));
  const remove = () => rm(home, { recursive: true, force: true });
  try {
    return { ...(await layOut(home, options)), remove };
  } catch (failure) {
    await remove();
    throw failure;
  }
}

async function layOut(
  home: string,
  { inputs, declaration, env: given = {}, state = {}, ...files }: ActionOptions,
): Promise<Omit<Step, 'remove'>> {
  const temp = join(home, '_temp');
  const commands = join(temp, '_runner_file_commands');
  const workspace = join(home, 'webinars');
  await Promise.all([mkdir(commands, { recursive: true }), mkdir(workspace)]);

  const env: Record<string, string> = { ...runnerVariables(home, temp, workspace) };
  const place = async (variable: string, name: string, state: RunnerFile = 'writable') => {
    const path = state === 'full' ? '/dev/full' : join(commands, name);
    if (state === 'writable') await writeFile(path, '');
    if (state === 'directory') await mkdir(path);
    if (state === 'pipe') execFileSync('mkfifo', [path]);
    if (state === 'forbidden') await writeFile(path, '', { mode: 0o444 });
    if (state !== 'unset') env[variable] = path;
    return state === 'writable' ? path : undefined;
  };
  const [outputs, summary, saved] = await Promise.all([
    place('GITHUB_OUTPUT', 'set_output', files.outputFile),
    place('GITHUB_STEP_SUMMARY', 'step_summary', files.summaryFile),
    place('GITHUB_STATE', 'save_state', files.stateFile),
    place('GITHUB_ENV', 'set_env'),
    place('GITHUB_PATH', 'add_path'),
    writeFile(join(temp, 'event.json'), '{}'),
  ]);
  for (const [name, value] of Object.entries(state)) env[`STATE_${name}`] = value;
  Object.assign(env, given);
  Object.assign(env, inputVariables(inputs, env, declaration));
  return {
    env,
    workspace,
    readFiles: async () => ({
      outputs: await read(outputs),
      summary: await read(summary),
      state: await read(saved),
    }),
  };
}

interface Declaration {
  inputs?: Record<string, { default?: unknown } | null>;
}

/**
 * The `INPUT_*` variables the runner sets: for each input that the action declares what the step
 * gives, else the declared default, else nothing. A name that is not declared is a slip in a test.
 */
function inputVariables(
  given: Record<string, string>,
  env: Record<string, string>,
  declarationFile: string = actionYml,
): Record<string, string> {
  const declaration = parse(readFileSync(declarationFile, 'utf8')) as Declaration;
  const declared = declaration.inputs ?? {};
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

function resolveDefault(text: string, env: Record<string, string>): string {
  const contexts: Record<string, string | undefined> = {
    'github.repository': env.GITHUB_REPOSITORY,
    'github.api_url': env.GITHUB_API_URL,
    'github.server_url': env.GITHUB_SERVER_URL,
  };
  return text.replaceAll(/\$\{\{\s*(.*?)\s*\}\}/g, (_expression, name: string) => {
    if (!Object.hasOwn(contexts, name)) throw new Error(`A default uses an unknown ${name}.`);
    return contexts[name] ?? '';
  });
}

function runnerVariables(home: string, temp: string, workspace: string): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && /^(path|systemroot|windir|comspec|pathext)$/i.test(entry[0]),
  );
  return {
    ...Object.fromEntries(inherited),
    HOME: home,
    CI: 'true',
    GITHUB_ACTION: 'goto',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTOR: 'octocat',
    GITHUB_API_URL: 'https://api.github.com',
    GITHUB_EVENT_NAME: 'schedule',
    GITHUB_EVENT_PATH: join(temp, 'event.json'),
    GITHUB_GRAPHQL_URL: 'https://api.github.com/graphql',
    GITHUB_JOB: 'webinars',
    GITHUB_REF: 'refs/heads/main',
    GITHUB_REPOSITORY: 'octo/webinars',
    GITHUB_REPOSITORY_OWNER: 'octo',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_RUN_ID: '1',
    GITHUB_RUN_NUMBER: '1',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_SHA: '0123456789abcdef0123456789abcdef01234567',
    GITHUB_WORKFLOW: 'Webinars',
    GITHUB_WORKSPACE: workspace,
    RUNNER_ARCH: 'X64',
    RUNNER_NAME: 'stand-in',
    RUNNER_OS: 'Linux',
    RUNNER_TEMP: temp,
    RUNNER_TOOL_CACHE: join(home, '_tool'),
  };
}

const read = async (path: string | undefined) =>
  path === undefined ? '' : await readFile(path, 'utf8');

/**
 * Reads the file behind GITHUB_OUTPUT by the runner's rules: `name=value` or
 * `name<<delimiter`, lines, `delimiter`. What the runner would refuse is an error here too.
 */
export const readOutputs = (file: string): Record<string, string> =>
  Object.fromEntries(entriesOf(file));

/** What was saved, by commands and then in the file, as far as the runner can read it. */
export function readState(commands: WorkflowCommand[], file: string): Record<string, string> {
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

function* entriesOf(file: string): Generator<[name: string, value: string]> {
  const lines = file.split('\n');
  while (lines.length > 0) {
    const line = (lines.shift() ?? '').replace(/\r$/, '');
    if (line === '') continue;
    const [, name, separator, rest = ''] = /^(.+?)(=|<<)(.*)$/s.exec(line) ?? [];
    if (name === undefined || (separator === '<<' && rest === '')) {
      throw new Error(`The output file has a line that is no output: ${JSON.stringify(line)}`);
    }
    yield [name, separator === '=' ? rest : readUntil(rest, lines)];
  }
}

function readUntil(delimiter: string, lines: string[]): string {
  const end = lines.findIndex((line) => line.replace(/\r$/, '') === delimiter);
  if (end < 0) throw new Error(`The output file does not have the delimiter ${delimiter} again.`);
  const value = lines.splice(0, end + 1).slice(0, -1);
  return value.map((line) => line.replace(/\r$/, '')).join('\n');
}

/** A line that told the runner something, its text no longer percent-escaped. */
export interface WorkflowCommand {
  name: string;
  properties: Record<string, string>;
  message: string;
}

export interface Annotation {
  level: 'error' | 'warning' | 'notice';
  /** In full; the runner shows the first 4,096 characters. */
  message: string;
}

/** What the runner makes of the lines that a step prints. */
interface RunnerLog {
  /** What a person sees: masks applied, commands carried out instead of shown. */
  shown: string;
  commands: WorkflowCommand[];
  annotations: Annotation[];
  /** Values that were masked, in the order it was asked for. */
  masks: string[];
}

const knownCommands = new Set([
  'add-mask',
  'add-matcher',
  'add-path',
  'debug',
  'echo',
  'endgroup',
  'error',
  'group',
  'notice',
  'remove-matcher',
  'save-state',
  'set-env',
  'set-output',
  'stop-commands',
  'warning',
]);

const longestAnnotation = 4096;

/** The lines without the masks, which are the only ones that may show a secret. */
export const spokenLines = (lines: string[]): string[] =>
  lines.filter((line) => !line.startsWith('::add-mask::'));

/** Reads a step's lines as the runner does, one after the other. */
export function readLog(lines: string[], { debug = false } = {}): RunnerLog {
  const log: RunnerLog = { shown: '', commands: [], annotations: [], masks: [] };
  const hidden: string[] = [];
  const shown: string[] = [];
  const show = (text: string) => shown.push(applyMasks(text, hidden));
  let resumeToken: string | undefined;

  for (const line of lines) {
    const command = parseCommand(line, resumeToken);
    if (command === undefined) {
      show(line);
      continue;
    }
    const { name, message } = command;
    if (resumeToken !== undefined) {
      if (name === resumeToken.toLowerCase()) resumeToken = undefined;
      show(line);
      continue;
    }
    log.commands.push(command);
    if (name === 'add-mask') {
      log.masks.push(message);
      hidden.push(message, ...message.split(/[\r\n]+/));
    } else if (name === 'stop-commands') {
      resumeToken = message;
      show(line);
    } else if (name === 'error' || name === 'warning' || name === 'notice') {
      log.annotations.push({ level: name, message });
      show(`${capitalised(name)}: ${message.slice(0, longestAnnotation)}`);
    } else if (name === 'debug') {
      if (debug) show(`Debug: ${message}`);
    } else if (name === 'group') {
      show(message);
    }
  }
  log.shown = shown.join('\n');
  return log;
}

/**
 * The command in a line, if there is one. There are two notations: `::name key=value::message` at
 * the start of a line, spaces before it forgiven; and the older `##[name key=value]message`, which
 * the runner finds anywhere in a line.
 */
function parseCommand(line: string, resumeToken?: string): WorkflowCommand | undefined {
  const isKnown = (name: string) =>
    knownCommands.has(name) || (resumeToken !== undefined && name === resumeToken.toLowerCase());
  const [, info, message] = /^\s*::(.*?)::(.*)$/s.exec(line) ?? [];
  if (info !== undefined && message !== undefined) {
    const command = readCommand(info, message, 'colons');
    if (isKnown(command.name)) return command;
  }
  const [, oldInfo, oldMessage] = /##\[(.*?)\](.*)$/s.exec(line) ?? [];
  if (oldInfo !== undefined && oldMessage !== undefined) {
    const command = readCommand(oldInfo, oldMessage, 'brackets');
    if (isKnown(command.name)) return command;
  }
  return undefined;
}

type Escapes = [escaped: string, plain: string][];

// The percent sign comes last, or an escaped one would be taken for the start of another escape.
const lineBreaks: Escapes = [
  ['%0D', '\r'],
  ['%0A', '\n'],
];
const percent: Escapes = [['%25', '%']];

/** How the two notations separate properties and escape values and messages. */
const notations = {
  colons: {
    separator: ',',
    value: [...lineBreaks, ['%3A', ':'], ['%2C', ','], ...percent] as Escapes,
    message: [...lineBreaks, ...percent],
  },
  brackets: {
    separator: ';',
    value: [['%3B', ';'], ...lineBreaks, ['%5D', ']'], ...percent] as Escapes,
    message: [['%3B', ';'], ...lineBreaks, ['%5D', ']'], ...percent] as Escapes,
  },
};

function readCommand(
  info: string,
  message: string,
  notation: keyof typeof notations,
): WorkflowCommand {
  const { separator, ...escapes } = notations[notation];
  const [name = '', list = ''] = info.split(/ (.*)/s, 2);
  const properties: Record<string, string> = {};
  for (const property of list.trim().split(separator)) {
    const [key, value] = property.split(/=(.*)/s, 2);
    if (key && value) properties[key] = plainText(value, escapes.value);
  }
  return { name: name.toLowerCase(), properties, message: plainText(message, escapes.message) };
}

function plainText(text: string, escapes: Escapes): string {
  return escapes.reduce((result, [escaped, plain]) => result.replaceAll(escaped, plain), text);
}

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

const capitalised = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
