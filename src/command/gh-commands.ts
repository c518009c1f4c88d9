import type { SecretPlace } from '../github/places';
import type { Options } from './options';

/** What a command for the person must name: the place, and GitHub's host if it is not github.com. */
interface Target {
  place: SecretPlace;
  options: Options;
  /** the host of GitHub as gh names it; undefined for github.com */
  ghHostname: string | undefined;
}

/** The command that asks for a value and stores it as a secret. */
export function secretSetCommand(name: string, { place, options, ghHostname }: Target): string {
  const command = `gh secret set ${name}`;
  if (place.kind !== 'organization') {
    const environment =
      place.kind === 'environment' ? ` --env ${shellWord(place.environment_name)}` : '';
    return `${command} ${repoOption(place, ghHostname)}${environment}`;
  }
  const host = ghHostname === undefined ? '' : `GH_HOST=${shellWord(ghHostname)} `;
  const sharing = {
    all: ' --visibility all',
    private: '',
    selected: ` --repos ${options.sharedWith.map(({ repo }) => repo).join(',')}`,
  }[options.visibility];
  return `${host}${command} --org ${shellWord(place.org)}${sharing}`;
}

/** The command that starts a workflow; for an organization in the folder of its repository. */
export function workflowRunCommand(
  fileName: string,
  { place, ghHostname }: Pick<Target, 'place' | 'ghHostname'>,
): string {
  const repo = place.kind === 'organization' ? '' : ` ${repoOption(place, ghHostname)}`;
  return `gh workflow run ${fileName}${repo}`;
}

function repoOption(
  { owner, repo }: { owner: string; repo: string },
  ghHostname: string | undefined,
): string {
  return `--repo ${ghHostname === undefined ? '' : `${ghHostname}/`}${owner}/${repo}`;
}

/** Quoted only if necessary, because not every shell reads POSIX quotes. */
export function shellWord(word: string): string {
  return /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
