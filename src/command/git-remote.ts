import { run } from './child-process';

/** The repository, `owner/name`, of the remote origin of the current folder, if it names one. */
export async function readOrigin(): Promise<string | undefined> {
  return repositoryAt((await run('git', ['remote', 'get-url', 'origin'])) ?? '');
}

/**
 * The repository, `owner/name`, that the address of a remote leads to, on whatever host: one that is
 * an alias in the configuration of ssh is GitHub all the same. Undefined where there is none.
 */
export function repositoryAt(address: string): string | undefined {
  // A URL, or what scp takes: git@github.com:owner/name.git. A drive (C:) is no host.
  const host = /^(?:(?:https?|ssh|git|git\+ssh):\/\/[^/]+\/|[^/:]{2,}:(?!\/\/)\/?)/i;
  if (!host.test(address)) return undefined;
  const [, name] = /^([^/]+\/[^/]+?)(?:\.git)?\/?$/.exec(address.replace(host, '')) ?? [];
  return name;
}
