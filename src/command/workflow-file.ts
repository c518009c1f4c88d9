import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { readRemoteRepository, readWorkTree } from './child-process';
import type { Options } from './options';
import { CommandError } from './terminal';
import { keepAlive, keepAliveWorkflow } from './workflow';

/** The file that `--write` writes. */
export interface WorkflowFile {
  /** as seen from the current folder, with slashes */
  path: string;
  /** whether another workflow is there, which stays */
  isOther: boolean;
  /** Writes it; what is there already stays. Returns why it could not be written. */
  write: () => string | undefined;
}

/**
 * Prepares to write the workflow into the git repository of the current folder, or into that folder
 * if it has none.
 *
 * @throws CommandError when the folder is a clone of another repository, before anybody has signed in
 */
export async function prepareWorkflowFile(options: Options): Promise<WorkflowFile> {
  const workflow = keepAliveWorkflow(options);
  await refuseOtherRepository(options);
  const folder = process.cwd();
  return workflowFileIn((await readWorkTree()) ?? folder, { workflow, seenFrom: folder });
}

/** The same in a folder. */
export function workflowFileIn(
  root: string,
  { workflow, seenFrom }: { workflow: string; seenFrom: string },
): WorkflowFile {
  const file = join(root, keepAlive.path);
  const path = relative(seenFrom, file).replaceAll('\\', '/');
  const existing = readIfThere(file);
  const write = () => {
    if (existing !== undefined) return undefined;
    try {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, workflow, { flag: 'wx' });
      return undefined;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code ?? String(error);
    }
  };
  return { path, isOther: existing !== undefined && existing !== workflow, write };
}

/** A workflow in the clone of another repository would not see the secrets. */
async function refuseOtherRepository({ places }: Options): Promise<void> {
  const here = await readRemoteRepository();
  const repositories = places.flatMap((place) =>
    place.kind === 'organization' ? [] : [`${place.owner}/${place.repo}`],
  );
  const isSame = (name: string) => name.toLowerCase() === here?.toLowerCase();
  if (here === undefined || repositories.length === 0 || repositories.some(isSame)) return;
  throw new CommandError(
    `This folder is a clone of ${here}, and the workflow belongs into ${repositories.join(' or ')}. Nothing was written, and nobody was asked to sign in.`,
    `Run the command in a clone of ${repositories[0]}, or leave out --write: then the workflow is printed.`,
  );
}

/** Its text with the line ends of git's repository, whatever git made of them here. */
function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new CommandError(
      `${file} cannot be read (${code}).`,
      'Check the permissions of that file, or leave out --write.',
    );
  }
}
