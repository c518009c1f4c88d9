import { isoSeconds } from '../dates';
import { ghPath, placeName, secretLabel, writeEndpoint } from './places';
import { type PendingWrite, writeBody } from './store';

/** How a person can store a value that the program could not store. */
export interface Recovery {
  /** 'GOTO_REFRESH_TOKEN of repository octo/webinars' */
  label: string;
  /** one command on one line, the same in bash, zsh, fish, PowerShell and cmd */
  command: string;
  /** when to paste it, as a sentence; `code` marks the command in it */
  condition: (code: (command: string) => string) => string;
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
  // cmd takes 8,191 characters, and expands %CD%, which the encoding of a name may contain.
  const isForCmd = command.length <= 8_000 && !command.includes('%CD%');
  const limits = [
    isForCmd ? '' : ' cmd does not take this command: paste it into another shell.',
    // gh 2.61 is the first that finds the API of such a host.
    hostname?.endsWith('.ghe.com') ? ' It takes gh 2.61 or newer.' : '',
  ].join('');
  const condition: Recovery['condition'] = (code) =>
    recoveryCondition(target.updatedAt, whereToLook(target, hostname, code)) + limits;
  return { label: secretLabel(target), command, condition };
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

/** Not the runner's clock counts, but what GitHub said in this run. */
function recoveryCondition(updatedAt: Date | undefined, where: string): string {
  const unchanged =
    updatedAt === undefined
      ? `still shows no such secret (${where})`
      : `still shows ${isoSeconds(updatedAt)} as the last update of the secret (${where})`;
  return `Paste it into a terminal before the next run, and only if GitHub ${unchanged}: otherwise it would put back an older token.`;
}

/** Where GitHub shows when the secrets of a place were last written. */
function whereToLook(
  { place }: PendingWrite['target'],
  hostname: string | undefined,
  code: (text: string) => string,
): string {
  const { kind, ...names } = place;
  if (!Object.values(names).every(isPastable))
    return `in the settings of ${code(placeName(place))}`;
  const [list, fields] = ['gh secret list', `--json ${quoted('name,updatedAt')}`];
  if (place.kind === 'organization') {
    const command = code(`${list} --org ${quoted(place.org)} ${fields}`);
    // This command has no option for the host.
    return hostname === undefined ? command : `${command}, with GH_HOST set to ${code(hostname)}`;
  }
  const host = hostname === undefined ? '' : `${hostname}/`;
  const environment =
    place.kind === 'environment' ? ` --env ${quoted(place.environment_name)}` : '';
  return code(
    `${list} --repo ${quoted(`${host}${place.owner}/${place.repo}`)}${environment} ${fields}`,
  );
}
