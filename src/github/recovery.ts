import { maxCmdLength } from '../limits';
import type { SecretTarget } from './locate';
import { ghPath, type SecretPlace, secretLabel, writeEndpoint } from './places';
import { type PendingWrite, writeBody } from './store';

/** How a person stores a value. Only GitHub can open it, so this may stand in a public log. */
export interface Recovery extends Pick<SecretTarget, 'place' | 'updatedAt'> {
  label: string;
  /** one command on one line, the same in bash, zsh, fish, PowerShell and cmd */
  command: string;
  isForCmd: boolean;
  /** shows when the secrets of the place were written; undefined where shells read its name otherwise */
  listCommand: string | undefined;
  /** whether the secret is shared with selected repositories that were not read */
  lacksRepositories: boolean;
  hostname: string | undefined;
}

/** @param hostname the host as gh names it; undefined for github.com */
export function recoveryFor(write: PendingWrite, hostname: string | undefined): Recovery {
  const { target } = write;
  const { selected_repository_ids: ids, ...fields } = writeBody(write);
  const options = placeOptions(target.place, hostname);
  const command = [
    `gh api --method PUT ${quoted(ghPath(writeEndpoint(target)))}${hostnameOption(hostname)}`,
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
    listCommand: options && `gh secret list ${options} --json ${quoted('name,updatedAt')}`,
    lacksRepositories: fields.visibility === 'selected' && ids === undefined,
    updatedAt: target.updatedAt,
    hostname,
  };
}

/** @param argument for which `isPastable` holds, or checked against a pattern, or percent-encoded */
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

/** @param hostname the host as gh names it; undefined for github.com */
export function hostnameOption(hostname: string | undefined): string {
  return hostname === undefined ? '' : ` --hostname ${quoted(hostname)}`;
}

/**
 * How the commands of gh name a place, undefined where shells do not agree on its name. For an
 * organization, there is no option for the host.
 */
export function placeOptions(place: SecretPlace, hostname: string | undefined): string | undefined {
  if (place.kind === 'organization') {
    return isPastable(place.org) ? `--org ${quoted(place.org)}` : undefined;
  }
  const { owner, repo } = place;
  const repository = `${hostname === undefined ? '' : `${hostname}/`}${owner}/${repo}`;
  const environment = place.kind === 'environment' ? place.environment_name : undefined;
  if (!isPastable(repository) || !isPastable(environment ?? 'none')) return undefined;
  return `--repo ${quoted(repository)}${environment === undefined ? '' : ` --env ${quoted(environment)}`}`;
}
