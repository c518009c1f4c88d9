import { run } from './child-process';

/**
 * The repository, `owner/name`, that the remote origin of the current folder leads to, on whatever
 * host: one that is an alias in the configuration of ssh is GitHub all the same. Undefined where
 * there is none.
 */
export async function readOrigin(): Promise<string | undefined> {
  const url = (await run('git', ['remote', 'get-url', 'origin'])) ?? '';
  // A URL, or what scp takes: git@github.com:owner/name.git. A drive (C:) is no host.
  const host = /^(?:(?:https?|ssh|git):\/\/[^/]+\/|[^/:]{2,}:(?!\/\/)\/?)/;
  if (!host.test(url)) return undefined;
  const [, name] = /^([^/]+\/[^/]+?)(?:\.git)?\/?$/.exec(url.replace(host, '')) ?? [];
  return name;
}
