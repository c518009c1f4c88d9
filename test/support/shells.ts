import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import type { SecretPlace } from '../../src/github/places';
import { whereIs } from './programs';

type Words = string[];

/** @param lines one command each. @throws if it would set off anything but these commands */
export type Shell = (lines: string[]) => Words[];

/** A word that no shell reads as anything else: a program, an option, a plain name, an address. */
const bareWord = /^(?:-[A-Za-z]|--[a-z][a-z-]*(?:=[a-z]+)?|[A-Za-z][\w./:-]*)$/;

/** What no shell changes between double quotes. */
const quotedText = /^[\w ./=+:@,%[\]-]+$/;

/** Takes a command apart by what all shells agree on. @throws if it has anything else */
export function takeApart(line: string): Words {
  const words = wordsOf(line, { bare: bareWord, quoted: quotedText });
  if (words.some(isPathToGitBash)) throw misread(line, 'Git Bash rewrites what looks like a path');
  return words;
}

/** Bare words and words in double quotes, with one space between two. @throws if one does not fit */
function wordsOf(line: string, allowed: { bare: RegExp; quoted: RegExp }): Words {
  return (line.match(/"[^"]*"(?=\s|$)|\S+|\s(?=\s|$)/g) ?? []).map((piece) => {
    const [, quoted] = /^"([^"]*)"$/.exec(piece) ?? [];
    if (quoted === undefined ? allowed.bare.test(piece) : allowed.quoted.test(quoted)) {
      return quoted ?? piece;
    }
    throw misread(line, `shells do not agree on ${piece}`);
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

// Both shells of Windows hand over one line, in which the program takes a backslash before a quote for
// an escape (CommandLineToArgvW).

/** cmd, by its rules for a line that is typed: it expands the variables that there are. */
export const cmd: Shell = (lines) =>
  lines.map((line) => {
    if (/%(?:CD|DATE|OS|PATH|TEMP|TIME|TMP)[%:]/i.test(line)) throw misread(line, 'cmd expands it');
    return wordsOf(line, { bare: /^[^"&|<>^()]+$/, quoted: /[^\\]$/ });
  });

/**
 * PowerShell in argument mode ("about_Parsing", "about_Quoting_Rules"). Typographic quotes are quotes
 * too, and 5.1 loses an empty word.
 */
export const powerShell: Shell = (lines) =>
  lines.map((line) =>
    wordsOf(line, {
      bare: /^(?![@#]|--%)[^$`"'“”„‘’‚‛|&;(){},<>]+$/,
      quoted: /^[^$`“”„]*[^$`“”„\\]$/,
    }),
  );

/** Functions that print their words, each ended by a NUL, and a line break. */
const fakes = (isFish: boolean): string[] =>
  ['gh', 'git', 'npx'].map((name) =>
    isFish
      ? `function ${name}; printf '%s\\0' ${name} $argv; echo; end`
      : `${name}() { printf '%s\\0' ${name} "$@"; echo; }`,
  );

/** A shell of Unix that this machine has. With no program in reach, what slips out of quotes fails. */
export function realShell(name: 'sh' | 'bash' | 'zsh' | 'fish'): Shell {
  return (lines) => {
    const home = mkdtempSync(join(tmpdir(), 'shell-'));
    const cwd = join(home, 'cwd');
    mkdirSync(cwd);
    const text = [...fakes(name === 'fish'), ...lines].join('\n');
    const { status, stdout, stderr } = spawnSync(whereIs(name) ?? name, ['-c', text], {
      cwd,
      env: { PATH: cwd, HOME: home },
      // Given a socket to read from, bash takes itself for a remote shell and runs its start files.
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
    });
    const files = readdirSync(cwd);
    rmSync(home, { recursive: true });
    if (status !== 0 || stderr !== '' || files.length > 0) {
      throw misread(lines.join('\n'), `${name}: exit ${status}; ${stderr}; files made: ${files}`);
    }
    return [...stdout.matchAll(/([^\n]+)\0\n/g)].map(([, call = '']) => call.split('\0'));
  };
}

function misread(line: string, why: string): Error {
  return new Error(`Not every shell reads this alike (${why}):\n${line}`);
}

const signs = fc.constantFrom(...'\'"`$!%^&|<>()[]{}*?~#;:=,@+-_./\\ “”„‘’‚–aZ1');
const names = fc
  .oneof(
    fc.string({ unit: signs, minLength: 1 }),
    fc.string({ unit: 'grapheme', minLength: 1 }),
    fc.stringMatching(/^[\w ./=+:@,%[\]-]{1,9}$/),
  )
  .filter((name) => !/\p{Cc}/u.test(name));
const owner = fc.stringMatching(/^[A-Za-z0-9][\w-]{0,9}$/);
const repo = fc.stringMatching(/^[\w.-]{1,9}$/);
/** A place of any kind, with names that may hold all that a shell has a meaning for. */
export const anyPlace: fc.Arbitrary<SecretPlace> = fc.oneof(
  fc.record({ kind: fc.constant('repository' as const), owner, repo }),
  fc.record({ kind: fc.constant('environment' as const), owner, repo, environment_name: names }),
  fc.record({ kind: fc.constant('organization' as const), org: names }),
);

/** What `gh` is asked to do by a recovery command, once a shell has read it. */
type RecoveryCommand = ReturnType<typeof readCall>;

/** The recovery commands in a log or a summary. @throws if one does anything but write a secret */
export function recoveryCommands(text: string): RecoveryCommand[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const commands = lines.filter((line) => line.startsWith('gh api '));
  return commands.map((line) => readCall(takeApart(line)));
}

function readCall([, ...args]: Words) {
  const many = { type: 'string', multiple: true, default: [] as string[] } as const;
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      method: { type: 'string' },
      hostname: { type: 'string' },
      'raw-field': { ...many, short: 'f' },
      field: { ...many, short: 'F' },
    },
  });
  const { method, hostname, 'raw-field': texts, field: numbers } = values;
  const [, path = '', ...more] = positionals;
  const body: Record<string, string | number[]> = Object.fromEntries(
    texts.map((field) => field.split(/=(.*)/s, 2)),
  );
  if (numbers.length > 0) {
    // gh makes numbers of digits, and an empty list of a name without a value.
    const ids = numbers.map((field) => field.replace(/^selected_repository_ids\[\]=?/, ''));
    body.selected_repository_ids = ids.filter((id) => id !== '').map(Number);
  }
  const { encrypted_value: encryptedValue, key_id: keyId } = body;
  const isComplete = typeof encryptedValue === 'string' && typeof keyId === 'string';
  if (isComplete && method === 'PUT' && more.length === 0) {
    return { path, hostname, body, encryptedValue, keyId };
  }
  throw new Error(`Not a call that writes a secret: ${args.join(' ')}`);
}

/** Carries a command out as `gh` does and returns the status. */
export async function paste(
  { path, body }: RecoveryCommand,
  { url, token }: { url: string; token: string },
): Promise<number> {
  const headers = { authorization: `token ${token}`, 'content-type': 'application/json' };
  const init = { method: 'PUT', headers, body: JSON.stringify(body) };
  return (await fetch(`${url}/${path}`, init)).status;
}
