import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

/** What `gh` would be asked to do by a recovery command, once a shell has read it. */
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
 * The recovery commands in a log or a summary. A real shell reads them, with a `gh` that only takes
 * note, so that a fault in the quoting shows. Anything but `gh` that a command would set off is an
 * error.
 */
export function recoveryCommands(text: string, shell = 'sh'): RecoveryCommand[] {
  const script = commandLines(text);
  if (script === '') return [];
  const directory = mkdtempSync(join(tmpdir(), 'recovery-'));
  try {
    return callsOf(script, shell, directory).map(readCall);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
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

/** The lines a person would copy. */
const commandLines = (text: string): string =>
  text
    .split(/\r?\n/)
    .filter((line) => /^\s*gh api /.test(line))
    .join('\n');

/** Shells that are not named on the command line as `sh` is, or do not stop at an error by `-eu`. */
const preludes: Record<string, string> = {
  // Every call leaves its arguments, each ended by a NUL, in a file of its own.
  sh: `
set -eu
calls=0
gh() {
  calls=$((calls + 1))
  printf '%s\\0' "$@" > "$NOTES/$calls.args"
}`,
  fish: `
set calls 0
function gh
  set -g calls (math $calls + 1)
  printf '%s\\0' $argv > $NOTES/$calls.args
end`,
};

/** The arguments of each call. */
function callsOf(script: string, shell: string, directory: string): string[][] {
  const notes = join(directory, 'notes');
  const cwd = join(directory, 'cwd');
  mkdirSync(notes);
  mkdirSync(cwd);
  const shellPath = ['/bin', '/usr/bin', '/usr/local/bin', '/opt/homebrew/bin']
    .map((folder) => join(folder, shell))
    .find((path) => existsSync(path));
  const { status, stderr } = spawnSync(
    shellPath ?? shell,
    ['-c', `${preludes[shell] ?? preludes.sh}\n${script}`],
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
    throw new Error(
      `The shell does not read the recovery as calls of gh alone (exit ${status}; ${stderr.trim()}; files made: ${strays.join(', ') || 'none'}):\n${script}`,
    );
  }
  const count = readdirSync(notes).filter((name) => name.endsWith('.args')).length;
  return Array.from({ length: count }, (_, index) =>
    readFileSync(join(notes, `${index + 1}.args`), 'utf8')
      .split('\0')
      .slice(0, -1),
  );
}

function readCall(args: string[]): RecoveryCommand {
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
  if (verb !== 'api' || path === undefined || more.length > 0 || values.method !== 'PUT') {
    throw new Error(`Not a call that writes a secret: gh ${args.join(' ')}`);
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
