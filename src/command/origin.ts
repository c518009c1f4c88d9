import { run } from './child-process';

/**
 * The repository, `owner/name`, that the remote origin of the current folder leads to, on whatever
 * host: one that is an alias in the configuration of ssh is GitHub all the same. Undefined where
 * there is none.
 */
export async function readOrigin(): Promise<string | undefined> {
  const url = (await run('git', ['remote', 'get-url', 'origin'])) ?? '';
  // A URL, or what scp takes: git@github.com:owner/name.git
  const isUrl = url.includes('://') && URL.canParse(url);
  const path = isUrl ? new URL(url).pathname : url.replace(/^[^:]*:?/, '');
  const segments = path
    .replace(/\.git$/, '')
    .split('/')
    .filter(Boolean);
  return segments.length === 2 ? segments.join('/') : undefined;
}
