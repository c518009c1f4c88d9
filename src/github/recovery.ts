import { ghPath, secretLabel, writeEndpoint } from './places';
import { type PendingWrite, writeBody } from './store';

/** How a person can store a value that the program could not store. */
export interface Recovery {
  /** 'GOTO_REFRESH_TOKEN of repository octo/webinars' */
  label: string;
  /** one command on one line, the same in bash, zsh, fish and PowerShell */
  command: string;
  /** the command that shows when the secrets of the place were last written */
  listCommand: string;
  /** whether the secret is shared with selected repositories that were not read */
  lacksRepositories: boolean;
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
  const lacksRepositories = fields.visibility === 'selected' && ids === undefined;
  const command = [
    'gh api --method PUT',
    quoted(ghPath(writeEndpoint(target))),
    ...(hostname === undefined ? [] : [`--hostname ${quoted(hostname)}`]),
    ...Object.entries(fields).map(([name, value]) => `-f ${name}=${quoted(value)}`),
    // gh's -F makes numbers of digits, and an empty list of a name without a value.
    ...(ids?.map((id) => `-F ${quoted(`selected_repository_ids[]=${id}`)}`) ?? []),
    ...(ids?.length === 0 ? [`-F ${quoted('selected_repository_ids[]')}`] : []),
  ].join(' ');
  const { updatedAt } = target;
  const listCommand = listCommandFor(target, hostname);
  const label = secretLabel(target);
  return { label, command, listCommand, lacksRepositories, updatedAt, hostname };
}

/**
 * Quotes an argument for every shell. What stands in a command was checked against a pattern or is
 * percent-encoded, so it contains no quote.
 */
function quoted(argument: string): string {
  return `'${argument}'`;
}

/** The command that shows when the secrets of a place were last written. */
function listCommandFor({ place }: PendingWrite['target'], hostname: string | undefined): string {
  const fields = '--json name,updatedAt';
  if (place.kind === 'organization') {
    // This command has no option for the host.
    const aside = hostname === undefined ? '' : `, with GH_HOST=${hostname}`;
    return `gh secret list --org ${quoted(place.org)} ${fields}${aside}`;
  }
  const host = hostname === undefined ? '' : `${hostname}/`;
  const environment = place.kind === 'environment' ? ` --env ${quotedName(place)}` : '';
  return `gh secret list --repo ${quoted(`${host}${place.owner}/${place.repo}`)}${environment} ${fields}`;
}

/** A name may contain the quote that surrounds the others. */
function quotedName({ environment_name: name }: { environment_name: string }): string {
  return name.includes("'") ? `"${name}"` : quoted(name);
}
