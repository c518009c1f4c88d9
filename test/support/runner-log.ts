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
