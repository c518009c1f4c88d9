import { run } from './child-process';

/** The repository (`owner/name`) of the git remote `origin` in the current folder, if it has one. */
export async function readRemoteRepository(): Promise<string | undefined> {
  return repositoryAt((await run('git', ['remote', 'get-url', 'origin'])) ?? '');
}

/**
 * The repository (`owner/name`) in the address of a remote, on any host: a host may be an alias for
 * GitHub in the ssh configuration. Undefined if there is none.
 */
export function repositoryAt(address: string): string | undefined {
  // A URL, or the form of scp: git@github.com:owner/name.git. A drive (C:) is not a host.
  const host = /^(?:(?:https?|ssh|git|git\+ssh):\/\/[^/]+\/|[^/:]{2,}:(?!\/\/)\/?)/i;
  if (!host.test(address)) return undefined;
  const [, name] = /^([^/]+\/[^/]+?)(?:\.git)?\/?$/.exec(address.replace(host, '')) ?? [];
  return name;
}

/** The top folder of the git repository that the current folder is in, if it is in one. */
export function readWorkTree(): Promise<string | undefined> {
  return run('git', ['rev-parse', '--show-toplevel']);
}
