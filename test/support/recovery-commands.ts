import { parseArgs } from 'node:util';
import { takeApart } from './shells';

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
