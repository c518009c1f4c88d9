import { maxCmdLength } from '../limits';
import { ghPath, type SecretPlace, secretLabel, writeEndpoint } from './places';
import { type PendingWrite, writeBody } from './store';

/** How a person can store a value that the program could not store. */
export interface Recovery {
  /** 'GOTO_REFRESH_TOKEN of repository octo/webinars' */
  label: string;
  /** one command on one line, the same in bash, zsh, fish, PowerShell and cmd */
  command: string;
  /** whether cmd reads it as the others do */
  isForCmd: boolean;
  place: SecretPlace;
  /** shows when the secrets of the place were last written; undefined if a shell may misread its name */
  listCommand: string | undefined;
  /** when GitHub said, in this run, that the secret was last written; undefined if it did not exist */
  updatedAt: Date | undefined;
  /** the host of GitHub as gh names it; undefined for github.com */
  hostname: string | undefined;
}

/**
 * The `gh api` command that stores a sealed value. The value is sealed with GitHub's own key for the
 * place, so the command may stand in a public log.
 *
 * @param hostname the `--hostname` that `gh` needs; undefined for github.com
 */
export function recoveryFor(write: PendingWrite, hostname: string | undefined): Recovery {
  const { target } = write;
  const { selected_repository_ids: ids, ...fields } = writeBody(write);
  const command = [
    'gh api --method PUT',
    quoted(ghPath(writeEndpoint(target))),
    ...(hostname === undefined ? [] : [`--hostname ${quoted(hostname)}`]),
    ...Object.entries(fields).map(([name, value]) => `-f ${quoted(`${name}=${value}`)}`),
    // gh's -F makes numbers of digits, and an empty list of a name without a value.
    ...(ids?.map((id) => `-F ${quoted(`selected_repository_ids[]=${id}`)}`) ?? []),
    ...(ids?.length === 0 ? [`-F ${quoted('selected_repository_ids[]')}`] : []),
  ].join(' ');
  // cmd expands %CD%, which the encoding of a name may contain.
  const isForCmd = command.length <= maxCmdLength && !command.includes('%CD%');
  const { place, updatedAt } = target;
  const listCommand = listCommandFor(place, hostname);
  return {
    ...{ label: secretLabel(target), command, isForCmd },
    ...{ place, listCommand, updatedAt, hostname },
  };
}

/**
 * An argument in double quotes, which bash, zsh, fish, PowerShell and cmd read as it stands if
 * `isPastable` holds, and if it was checked against a pattern or is percent-encoded.
 */
export function quoted(argument: string): string {
  return `"${argument}"`;
}

/** Whether no shell makes anything else of a name in double quotes. */
export function isPastable(name: string): boolean {
  return (
    /^[\w ./=+:@,%[\]-]+$/.test(name) &&
    // cmd expands %NAME%.
    !/%.*%/.test(name) &&
    // Git Bash rewrites what looks like a path from the root, or like a list of paths.
    (!name.includes('/') || /^[a-z0-9.][^:=]*$/i.test(name))
  );
}

function listCommandFor(place: SecretPlace, hostname: string | undefined): string | undefined {
  const { kind: _, ...names } = place;
  if (!Object.values(names).every(isPastable)) return undefined;
  const [list, fields] = ['gh secret list', `--json ${quoted('name,updatedAt')}`];
  // For an organization, this command has no option for the host.
  if (place.kind === 'organization') return `${list} --org ${quoted(place.org)} ${fields}`;
  const host = hostname === undefined ? '' : `${hostname}/`;
  const environment =
    place.kind === 'environment' ? ` --env ${quoted(place.environment_name)}` : '';
  return `${list} --repo ${quoted(`${host}${place.owner}/${place.repo}`)}${environment} ${fields}`;
}
