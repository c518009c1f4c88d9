import { maxCmdLength } from '../limits';
import { ghPath, type SecretPlace, secretLabel, writeEndpoint } from './places';
import { type PendingWrite, writeBody } from './store';

/** How a person can store a value that the program could not store. */
export interface Recovery {
  /** 'GOTO_REFRESH_TOKEN of repository octo/webinars' */
  label: string;
  place: SecretPlace;
  /** one command on one line, the same in bash, zsh, fish, PowerShell and cmd */
  command: string;
  isForCmd: boolean;
  /**
   * the command that shows when the secrets of the place were last written; undefined where shells do
   * not agree on its name
   */
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
    // encodeURIComponent leaves the tilde.
    quoted(ghPath(writeEndpoint(target)).replaceAll('~', '%7E')),
    ...(hostname === undefined ? [] : [`--hostname ${quoted(hostname)}`]),
    ...Object.entries(fields).map(([name, value]) => `-f ${quoted(`${name}=${value}`)}`),
    // gh's -F makes numbers of digits, and an empty list of a name without a value.
    ...(ids?.map((id) => `-F ${quoted(`selected_repository_ids[]=${id}`)}`) ?? []),
    ...(ids?.length === 0 ? [`-F ${quoted('selected_repository_ids[]')}`] : []),
  ].join(' ');
  return {
    label: secretLabel(target),
    place: target.place,
    command,
    // cmd expands %CD%, which the encoding of a name may contain.
    isForCmd: command.length <= maxCmdLength && !command.includes('%CD%'),
    listCommand: listCommandFor(target.place, hostname),
    updatedAt: target.updatedAt,
    hostname,
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
    (!name.includes('/') || /^[a-z0-9][^:=]*$/i.test(name))
  );
}

/**
 * The command that shows when the secrets of a place were last written. For an organization, it has no
 * option for the host.
 */
function listCommandFor(place: SecretPlace, hostname: string | undefined): string | undefined {
  const { kind, ...names } = place;
  if (!Object.values(names).every(isPastable)) return undefined;
  const [list, fields] = ['gh secret list', `--json ${quoted('name,updatedAt')}`];
  if (place.kind === 'organization') return `${list} --org ${quoted(place.org)} ${fields}`;
  const host = hostname === undefined ? '' : `${hostname}/`;
  const environment =
    place.kind === 'environment' ? ` --env ${quoted(place.environment_name)}` : '';
  return `${list} --repo ${quoted(`${host}${place.owner}/${place.repo}`)}${environment} ${fields}`;
}
