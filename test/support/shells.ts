import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { whereIs } from './programs';

/*
 * How shells take commands apart: by the rules that all of them share, by those of the shells of
 * Windows, and by the shells that this machine has.
 */

/** The program and its arguments. */
type Words = string[];

/** @param lines one command each. @throws if they would set off anything but these commands */
export type Shell = (lines: string[]) => Words[];

/** A word that no shell reads as anything else: a program, an option, a plain name, an address. */
const bareWord = /^(?:-[A-Za-z]|--[a-z][a-z-]*(?:=[a-z]+)?|[A-Za-z][\w./:-]*)$/;

/** A text in double quotes that no shell changes. */
const quotedWord = /^"([\w ./=+:@,%[\]-]+)"$/;

/** Takes a command apart by what all shells agree on. @throws if it has anything else */
export function takeApart(line: string): Words {
  const pieces = line.match(/"[^"]*"|[^ "]+|./g)?.filter((piece) => piece !== ' ') ?? [];
  if (pieces.join(' ') !== line) throw misread(line, 'has more than one space between two words');
  return pieces.map((piece) => {
    const word = bareWord.test(piece) ? piece : quotedWord.exec(piece)?.[1];
    if (word === undefined) throw misread(line, `shells do not agree on ${piece}`);
    if (isPathToGitBash(word)) throw misread(line, `Git Bash rewrites ${piece}`);
    return word;
  });
}

/**
 * Whether Git Bash takes an argument for a path, or a list of paths, and rewrites it for a program of
 * Windows: by `msys2_path_conv.cc` of msys2-runtime, and at times where that does not.
 */
function isPathToGitBash(argument: string): boolean {
  if (!/^\S*\//.test(argument)) return false;
  const parts = argument.split('=');
  return parts.some(
    (part) => /^(?:[^A-Za-z0-9/:.-]*|-[A-Za-z])\//.test(part) || /:(?!\/\/)[/:.]/.test(part),
  );
}

/** cmd and then the program, by the rules for a line that is typed. */
export function cmd(lines: string[]): Words[] {
  return lines.map((line) => {
    for (const [, name = ''] of line.matchAll(/%([^%:]+)(?=[%:])/g)) {
      if (variablesOfWindows.has(name.toUpperCase())) throw misread(line, `cmd expands %${name}%`);
    }
    const outsideQuotes = line.replaceAll(/"[^"]*("|$)/g, '');
    if (/[&|<>^()]/.test(outsideQuotes))
      throw misread(line, 'cmd carries out more than one command');
    return commandLineToArgv(line);
  });
}

/** PowerShell and then the program: `commandLineOf` of 5.1, which the later ones agree with here. */
export function powerShell(lines: string[]): Words[] {
  return lines.map((line) => commandLineToArgv(commandLineOf(powerShellWords(line))));
}

/** Windows PowerShell quotes words with white space, loses empty ones, and escapes nothing. */
function commandLineOf(words: Words): string {
  return words
    .filter((word) => word !== '')
    .map((word) => (/\s/.test(word) ? `"${word}"` : word))
    .join(' ');
}

/** The words of a command in PowerShell's argument mode ("about_Parsing", "about_Quoting_Rules"). */
function powerShellWords(line: string): Words {
  const words: Words = [];
  let rest = line.trimStart();
  while (rest !== '') {
    // Typographic quotes are quotes too.
    const [whole, doubleQuoted, singleQuoted, bare] =
      /^(?:["“”„]([^"“”„]*)["“”„]|['‘’‚‛]([^'‘’‚‛]*)['‘’‚‛]|([^\s"“”„'‘’‚‛]+))(?=\s|$)/.exec(
        rest,
      ) ?? [];
    if (whole === undefined) throw misread(line, 'PowerShell reads quotes in another way');
    if (/[$`]/.test(doubleQuoted ?? bare ?? ''))
      throw misread(line, 'PowerShell expands something');
    if (/^[@#]|^--%|^[<>]|[|&;(){},]/.test(bare ?? ''))
      throw misread(line, `it is PowerShell's: ${bare}`);
    words.push(doubleQuoted ?? singleQuoted ?? bare ?? '');
    rest = rest.slice(whole.length).trimStart();
  }
  return words;
}

/** CommandLineToArgvW, which the runtimes of C and Go agree with. */
export function commandLineToArgv(line: string): Words {
  // Of the program, a backslash escapes nothing.
  const [whole = '', quoted, bare = ''] = /^\s*(?:"([^"]*)"?|(\S*))\s*/.exec(line) ?? [];
  const words = [quoted ?? bare];
  let rest = line.slice(whole.length);
  while (rest !== '') {
    const { word, length } = nextArgument(rest);
    words.push(word);
    rest = rest.slice(length).trimStart();
  }
  return words;
}

function nextArgument(text: string): { word: string; length: number } {
  let word = '';
  let isQuoted = false;
  let at = 0;
  while (at < text.length && (isQuoted || !/\s/.test(text[at] ?? ''))) {
    const [, backslashes = '', quote] = /^(\\*)("?)/.exec(text.slice(at)) ?? [];
    at += backslashes.length;
    if (quote === '') {
      word += backslashes || text[at];
      at += backslashes === '' ? 1 : 0;
      continue;
    }
    at += 1;
    word += backslashes.slice(0, backslashes.length / 2);
    if (backslashes.length % 2 === 1) word += '"';
    else if (isQuoted && text[at] === '"') {
      word += '"';
      at += 1;
    } else isQuoted = !isQuoted;
  }
  return { word, length: at };
}

/** The variables of every Windows ("Recognized environment variables"), and those of cmd itself. */
const variablesOfWindows = new Set(
  `ALLUSERSPROFILE APPDATA CD CMDCMDLINE CMDEXTVERSION COMMONPROGRAMFILES COMMONPROGRAMW6432 COMPUTERNAME
  COMSPEC DATE ERRORLEVEL HIGHESTNUMANODENUMBER HOMEDRIVE HOMEPATH LOCALAPPDATA LOGONSERVER
  NUMBER_OF_PROCESSORS ONEDRIVE OS PATH PATHEXT PROCESSOR_ARCHITECTURE PROGRAMDATA PROGRAMFILES PROMPT
  PUBLIC RANDOM SESSIONNAME SYSTEMDRIVE SYSTEMROOT TEMP TIME TMP USERDOMAIN USERNAME USERPROFILE WINDIR`.split(
    /\s+/,
  ),
);

/** The shells of Unix, of which a machine may lack some. */
type UnixShell = 'sh' | 'bash' | 'zsh' | 'fish';

/** The programs that commands may call. */
const programs = ['gh', 'git', 'npx'];

/** A shell that this machine has, with programs that only take note. */
export function realShell(name: UnixShell): Shell {
  return (lines) => {
    const directory = mkdtempSync(join(tmpdir(), 'shell-'));
    try {
      return callsIn(directory, name, lines);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  };
}

function callsIn(directory: string, name: UnixShell, lines: string[]): Words[] {
  const [notes, cwd] = [join(directory, 'notes'), join(directory, 'cwd')];
  for (const folder of [notes, cwd]) mkdirSync(folder);
  const { status, stderr } = spawnSync(
    whereIs(name) ?? name,
    ['-c', [name === 'fish' ? fishPrelude : prelude, ...lines].join('\n')],
    {
      cwd,
      // With no other program in reach, whatever slips out of the quotes fails.
      env: { PATH: cwd, NOTES: notes, HOME: directory },
      // Given a socket to read from, bash takes itself for a remote shell and runs its start files.
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
    },
  );
  const strays = readdirSync(cwd);
  if (status !== 0 || stderr !== '' || strays.length > 0) {
    const what = `exit ${status}; ${stderr.trim()}; files made: ${strays.join(', ') || 'none'}`;
    throw misread(lines.join('\n'), `${name} carries out something else (${what})`);
  }
  return readdirSync(notes)
    .sort((one, other) => Number(one) - Number(other))
    .map((call) => readFileSync(join(notes, call), 'utf8').split('\0').slice(0, -1));
}

// Every call leaves its words, each ended by a NUL, in a file of its own.
const prelude = `
set -eu
calls=0
note() {
  calls=$((calls + 1))
  printf '%s\\0' "$@" > "$NOTES/$calls"
}
${programs.map((program) => `${program}() { note ${program} "$@"; }`).join('\n')}`;

const fishPrelude = `
set calls 0
function note
  set -g calls (math $calls + 1)
  printf '%s\\0' $argv > $NOTES/$calls
end
${programs.map((program) => `function ${program}; note ${program} $argv; end`).join('\n')}`;

function misread(line: string, why: string): Error {
  return new Error(`Not every shell reads this alike (${why}):\n${line}`);
}

/** What `gh` is asked to do by a recovery command, once a shell has read it. */
interface RecoveryCommand {
  /** As it was given to `gh`, percent-encoded. */
  path: string;
  hostname?: string;
  encryptedValue: string;
  keyId: string;
  visibility?: string;
  selectedRepositoryIds?: number[];
}

/**
 * The recovery commands in a log or a summary. What shells would not read alike is an error, and so is
 * anything but a call of `gh` that writes a secret.
 */
export function recoveryCommands(text: string): RecoveryCommand[] {
  return commandLines(text).map((line) => readCall(takeApart(line)));
}

/** Carries a command out as `gh` does and returns the status. */
export async function paste(
  command: RecoveryCommand,
  { url, token }: { url: string; token: string },
): Promise<number> {
  const response = await fetch(`${url}/${command.path.replace(/^\//, '')}`, {
    method: 'PUT',
    headers: { authorization: `token ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      encrypted_value: command.encryptedValue,
      key_id: command.keyId,
      visibility: command.visibility,
      selected_repository_ids: command.selectedRepositoryIds,
    }),
  });
  return response.status;
}

/** The lines that a person would copy. */
export const commandLines = (text: string): string[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line.startsWith('gh api '));

/** @param words as a shell hands them over */
export function readCall([program, ...args]: string[]): RecoveryCommand {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      method: { type: 'string', short: 'X' },
      hostname: { type: 'string' },
      'raw-field': { type: 'string', short: 'f', multiple: true },
      field: { type: 'string', short: 'F', multiple: true },
    },
  });
  const [verb, path, ...more] = positionals;
  const isWrite = program === 'gh' && verb === 'api' && values.method === 'PUT';
  if (!isWrite || path === undefined || more.length > 0) {
    throw new Error(`Not a call that writes a secret: ${[program, ...args].join(' ')}`);
  }
  const fields: Record<string, unknown> = {};
  for (const field of values['raw-field'] ?? []) {
    const [name = '', value] = field.split(/=(.*)/s, 2);
    fields[name] = value;
  }
  // gh makes numbers of digits, and an empty list of a name without a value.
  for (const field of values.field ?? []) {
    const [, name = '', value] = /^(\w+)\[\](?:=(\d+))?$/.exec(field) ?? [];
    fields[name] = [...((fields[name] as number[]) ?? []), ...(value ? [Number(value)] : [])];
  }
  const { encrypted_value, key_id, visibility, selected_repository_ids, ...unknown } = fields;
  if (
    typeof encrypted_value !== 'string' ||
    typeof key_id !== 'string' ||
    Object.keys(unknown).length > 0
  ) {
    throw new Error(`Not the fields of a secret: ${JSON.stringify(fields)}`);
  }
  return {
    path,
    ...(values.hostname !== undefined && { hostname: values.hostname }),
    encryptedValue: encrypted_value,
    keyId: key_id,
    ...(visibility !== undefined && { visibility: visibility as string }),
    ...(selected_repository_ids !== undefined && {
      selectedRepositoryIds: selected_repository_ids as number[],
    }),
  };
}
