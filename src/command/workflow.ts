import { lstatSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { repository, version } from '../../package.json';
import { CommandError } from '../errors';
import { repositoryNames, type SecretPlace } from '../github/places';
import { sharedDefaults } from '../settings';
import { readRemoteRepository, readWorkTree } from './child-process';
import type { Options } from './options';
import type { Terminal } from './terminal';

export const workflowFile = 'goto-keep-alive.yml';
const workflowPath = `.github/workflows/${workflowFile}`;

/** The workflow that keeps the refresh token alive, and the file that `--write` writes. */
export type Workflow = Awaited<ReturnType<typeof prepareWorkflow>>;

/**
 * Makes the workflow, and prepares to write it into the git repository of the current folder, or into
 * that folder if it has none. Without `--write` there is no file: the workflow is to be printed.
 *
 * @throws CommandError when the folder is a clone of another repository, before anybody has signed in
 */
export async function prepareWorkflow(options: Options) {
  const text = workflowText(options);
  if (!options.writesWorkflow) return { text, file: undefined, isInRepository: false };
  await refuseOtherRepository(options.places);
  const folder = process.cwd();
  const root = await readWorkTree();
  const file = workflowFileIn(root ?? folder, { text, seenFrom: folder });
  return { text, file, isInRepository: root !== undefined };
}

/** What became of the workflow. */
export interface Delivery {
  /** its file, or the one to save it as, as seen from the current folder */
  path: string;
  /** 'kept' if another workflow is there, which stays; 'apart' if git does not see what was written */
  kind: 'written' | 'apart' | 'kept' | 'printed';
}

/** Writes the workflow, or prints it. */
export function deliverWorkflow(
  { text, file, isInRepository }: Workflow,
  terminal: Terminal,
): Delivery {
  const problem = file?.write();
  if (file && problem === undefined) {
    const { path, isOther } = file;
    const aside = isInRepository ? '' : ' This folder is in no git repository.';
    terminal.done(
      isOther
        ? `${path} is there already, and is not the workflow that these options make. It stays as it is.`
        : `The keep-alive workflow is in ${path}.${aside}`,
    );
    return { path, kind: isOther ? 'kept' : isInRepository ? 'written' : 'apart' };
  }
  if (file) terminal.failed(`${file.path} could not be written (${problem}).`);
  const { result } = terminal;
  if (result.isTerminal) terminal.note('\nThe workflow that keeps the refresh token alive:\n');
  result.verbatim(text.trimEnd());
  return { path: workflowPath, kind: 'printed' };
}

/**
 * The file of the workflow in a folder: its path as seen from another, with slashes; whether another
 * workflow is there, which stays; and what writes it, and returns why it could not be written.
 *
 * @throws CommandError when something else is in its place
 */
export function workflowFileIn(
  root: string,
  { text, seenFrom }: { text: string; seenFrom: string },
) {
  const file = join(root, workflowPath);
  let existing: string | undefined;
  try {
    refuseObstacle(root);
    // With the line ends of git's repository, whatever git made of them here.
    existing = readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
  } catch (error) {
    const problem = reasonOf(error);
    const hint = 'Make it an ordinary file in ordinary folders, or leave out --write.';
    if (problem !== 'ENOENT') throw new CommandError(`${file} cannot be used (${problem}).`, hint);
  }
  const write = () => {
    if (existing !== undefined) return undefined;
    try {
      refuseObstacle(root);
      mkdirSync(dirname(file), { recursive: true });
      // O_EXCL: a link that has come meanwhile is not followed.
      writeFileSync(file, text, { flag: 'wx' });
      return undefined;
    } catch (error) {
      return reasonOf(error);
    }
  };
  const path = relative(seenFrom, file).replaceAll('\\', '/');
  return { path, isOther: existing !== undefined && existing !== text, write };
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
}

/** @throws when a link, which may lead out of the repository, or a pipe is in the way */
function refuseObstacle(root: string): void {
  const names = workflowPath.split('/');
  for (const [index, name] of names.entries()) {
    const found = lstatSync(join(root, ...names.slice(0, index + 1)), { throwIfNoEntry: false });
    if (found === undefined) return;
    if (found.isSymbolicLink()) throw new Error(`${name} is a symbolic link`);
    const isLast = index === names.length - 1;
    if (!isLast && !found.isDirectory()) throw new Error(`${name} is not a folder`);
    if (isLast && !found.isFile()) throw new Error(`${name} is not a file`);
  }
}

/** A workflow in the clone of another repository would not see the secrets. */
async function refuseOtherRepository(places: SecretPlace[]): Promise<void> {
  const here = await readRemoteRepository();
  const repositories = repositoryNames(places);
  const isSame = (name: string) => name.toLowerCase() === here?.toLowerCase();
  if (here === undefined || repositories.length === 0 || repositories.some(isSame)) return;
  throw new CommandError(
    `This folder is a clone of ${here}, and the workflow belongs in ${repositories.join(' or ')}. Nothing was written, and nobody was asked to sign in.`,
    `Run the command in a clone of ${repositories[0]}, or leave out --write: then the workflow is printed.`,
  );
}

/** The workflow (YAML) for the places where the refresh token is stored. */
function workflowText({ secretNames, places, tokenUrl }: Options): string {
  const { refreshToken: secretName, clientId, clientSecret, writerToken } = secretNames;
  const [place] = places;
  // Hosted runners have no Node 20 any more, and warn of it in every run.
  const action = `${repository.replace('github:', '')}/node24@v${version}`;
  const environment =
    place?.kind === 'environment' ? [`environment: ${yamlText(place.environment_name)}`] : [];
  const repositories = repositoryNames(places).map((name) => `  ${name}`);
  const inputs = [
    ...(secretName === sharedDefaults.secretName ? [] : [`secret-name: ${secretName}`]),
    ...environment,
    ...(place?.kind === 'organization' ? [`organization: ${yamlText(place.org)}`] : []),
    // A single one is where the workflow runs, which is the default.
    ...(repositories.length > 1 ? ['repository: |', ...repositories] : []),
    ...(tokenUrl.href === sharedDefaults.tokenUrl ? [] : [`token-url: ${yamlText(tokenUrl.href)}`]),
  ];
  const lines = (indent: string, all: string[]) => all.map((one) => `${indent}${one}\n`).join('');
  return `name: GoTo keep-alive

on:
  schedule:
    - cron: "37 4 * * *" # every day, at an odd minute
  workflow_dispatch:

permissions: {}

jobs:
  keep-alive:
    runs-on: ubuntu-latest
    timeout-minutes: 10
${lines('    ', environment)}    concurrency:
      group: goto-token
      queue: max
      cancel-in-progress: false
    steps:
      - name: Refresh the GoTo token
        uses: ${action}
        with:
          client-id: \${{ secrets.${clientId} }}
          client-secret: \${{ secrets.${clientSecret} }}
          refresh-token: \${{ secrets.${secretName} }}
          github-token: \${{ secrets.${writerToken} }}
${lines('          ', inputs)}`;
}

/** Text in JSON's quotes is valid YAML; `${{`, which a workflow would evaluate, is escaped. */
function yamlText(text: string): string {
  return JSON.stringify(text).replaceAll(/\$\{\{/g, (open) => `${open} '${open}' }}`);
}
