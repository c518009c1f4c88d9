import { lstatSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { repository, version } from '../../package.json';
import { CommandError } from '../errors';
import { repositoryNames, type SecretPlace } from '../github/places';
import { sharedDefaults } from '../settings';
import { readRemoteRepository, readWorkTree } from './child-process';
import type { Options } from './options';
import type { Terminal } from './terminal';

/** The file name of the keep-alive workflow. */
export const workflowFile = 'goto-keep-alive.yml';
const workflowPath = `.github/workflows/${workflowFile}`;

/** The workflow that keeps the refresh token alive. */
export interface Workflow {
  /** YAML */
  text: string;
  /** the file that `--write` writes; undefined if it is to be printed */
  file: WorkflowFile | undefined;
  /** whether that is in a git repository */
  isInRepository: boolean;
}

/** The file that `--write` writes. */
interface WorkflowFile {
  /** as seen from the current folder, with slashes */
  path: string;
  /** whether another workflow is there, which stays */
  isOther: boolean;
  /** Writes it; what is there already stays. Returns why it could not be written. */
  write: () => string | undefined;
}

/**
 * Makes the workflow, and prepares to write it into the git repository of the current folder, or into
 * that folder if it has none.
 *
 * @throws CommandError when the folder is a clone of another repository, before anybody has signed in
 */
export async function prepareWorkflow(options: Options): Promise<Workflow> {
  const text = workflowText(options);
  if (!options.writesWorkflow) return { text, file: undefined, isInRepository: false };
  await refuseOtherRepository(options.places);
  const folder = process.cwd();
  const root = await readWorkTree();
  const file = workflowFileIn(root ?? folder, { text, seenFrom: folder });
  return { text, file, isInRepository: root !== undefined };
}

/** What became of the workflow. */
interface Delivery {
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
  if (file !== undefined) {
    const { path, isOther } = file;
    const aside = isInRepository ? '' : ' This folder is in no git repository.';
    const problem = file.write();
    if (problem === undefined) {
      terminal.done(
        isOther
          ? `${path} is there already, and is not the workflow that these options make. It stays as it is.`
          : `The keep-alive workflow is in ${path}.${aside}`,
      );
      return { path, kind: isOther ? 'kept' : isInRepository ? 'written' : 'apart' };
    }
    terminal.failed(`${path} could not be written (${problem}).`);
  }
  if (terminal.result.isTerminal)
    terminal.note('\nThe workflow that keeps the refresh token alive:\n');
  terminal.result.verbatim(text.trimEnd());
  return { path: workflowPath, kind: 'printed' };
}

/** The file of the workflow in a folder. */
export function workflowFileIn(
  root: string,
  { text, seenFrom }: { text: string; seenFrom: string },
): WorkflowFile {
  const file = join(root, workflowPath);
  const path = relative(seenFrom, file).replaceAll('\\', '/');
  const existing = readIfThere(root);
  const write = () => {
    if (existing !== undefined) return undefined;
    try {
      const obstacle = findObstacle(root);
      if (obstacle !== undefined) return obstacle;
      mkdirSync(dirname(file), { recursive: true });
      // O_EXCL: a link that has come meanwhile is not followed.
      writeFileSync(file, text, { flag: 'wx' });
      return undefined;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code ?? String(error);
    }
  };
  return { path, isOther: existing !== undefined && existing !== text, write };
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

/**
 * The text of the workflow that is there, with the line ends of git's repository, whatever git made of
 * them here.
 */
function readIfThere(root: string): string | undefined {
  const file = join(root, workflowPath);
  let problem: string | undefined;
  try {
    problem = findObstacle(root);
    if (problem === undefined) return readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    problem = code;
  }
  const hint = 'Make it an ordinary file in ordinary folders, or leave out --write.';
  throw new CommandError(`${file} cannot be used (${problem}).`, hint);
}

/** What is in the way of the workflow: a link may lead out of the repository, a pipe does not end. */
function findObstacle(root: string): string | undefined {
  const names = workflowPath.split('/');
  for (const [index, name] of names.entries()) {
    const found = lstatSync(join(root, ...names.slice(0, index + 1)), { throwIfNoEntry: false });
    if (found === undefined) return undefined;
    if (found.isSymbolicLink()) return `${name} is a symbolic link`;
    if (index < names.length - 1 && !found.isDirectory()) return `${name} is not a folder`;
    if (index === names.length - 1 && !found.isFile()) return `${name} is not a file`;
  }
  return undefined;
}

/** The workflow (YAML) for the places where the refresh token is stored. */
function workflowText({ secretNames, places, tokenUrl }: Options): string {
  const { refreshToken: secretName, clientId, clientSecret, githubToken } = secretNames;
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
  const lines = (indent: string, entries: string[]) =>
    entries.map((entry) => `${indent}${entry}\n`).join('');
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
          github-token: \${{ secrets.${githubToken} }}
${lines('          ', inputs)}`;
}

/** Text in JSON's quotes is valid YAML; `${{`, which a workflow would evaluate, is escaped. */
function yamlText(text: string): string {
  return JSON.stringify(text).replaceAll(/\$\{\{/g, (open) => `${open} '${open}' }}`);
}
