import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { programTimeoutMs } from '../limits';

/**
 * Variables to withhold from child processes; on Windows, their names ignore case. gh is only asked
 * where those of its own are empty.
 */
const secretVariables = /^(GOTO_CLIENT_(ID|SECRET)|(GH|GITHUB)(_ENTERPRISE)?_TOKEN)$/i;

/** The repository (`owner/name`) of the git remote `origin` in the current folder, if it has one. */
export async function readRemoteRepository(): Promise<string | undefined> {
  return repositoryAt((await readOutput('git', ['remote', 'get-url', 'origin'])) ?? '');
}

/** The same in the address of a remote, on any host: it may be an alias in the ssh configuration. */
export function repositoryAt(address: string): string | undefined {
  // A URL, or the form of scp: git@github.com:owner/name.git. A drive (C:) is not a host.
  const host = /^(?:(?:https?|ssh|git|git\+ssh):\/\/[^/]+\/|[^/:]{2,}:(?!\/\/)\/?)/i;
  if (!host.test(address)) return undefined;
  const [, name] = /^([^/]+\/[^/]+?)(?:\.git)?\/?$/.exec(address.replace(host, '')) ?? [];
  return name;
}

/** The top folder of the git repository that the current folder is in, if it is in one. */
export function readWorkTree(): Promise<string | undefined> {
  return readOutput('git', ['rev-parse', '--show-toplevel']);
}

/** The token that gh has for a host. Without a host, gh would take its default one. */
export function readGhToken(hostname: string): Promise<string | undefined> {
  return readOutput('gh', ['auth', 'token', '--hostname', hostname]);
}

/** What opens a URL in the browser. No shell, like `start` on Windows: it would interpret an &. */
const openers: Partial<Record<NodeJS.Platform, [program: string, ...args: string[]]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** Opens a URL in the browser. Returns whether there was a program to do it. */
export async function openBrowser(url: URL): Promise<boolean> {
  const [program, ...args] = openers[process.platform] ?? ['xdg-open'];
  const options = { env: environmentWithoutSecrets(), stdio: 'ignore', detached: true } as const;
  try {
    const child = spawn(located(program), [...args, url.href], options);
    child.unref();
    await once(child, 'spawn');
    return true;
  } catch {
    return false;
  }
}

/** What a program prints, trimmed; undefined if it is missing, fails or prints nothing. */
async function readOutput(program: string, args: string[]): Promise<string | undefined> {
  const env = environmentWithoutSecrets();
  const options = { env, timeout: programTimeoutMs, windowsHide: true };
  try {
    const { stdout } = await promisify(execFile)(located(program), args, options);
    return stdout.trim() || undefined;
  } catch {
    // The reason does not matter: the value is then obtained in another way.
    return undefined;
  }
}

/** @throws when it is not found */
function located(program: string): string {
  if (process.platform !== 'win32') return program;
  const file = findOnWindows(program, { path: process.env.PATH ?? '', exists: existsSync });
  if (file === undefined) throw new Error(`${program} is not on the PATH`);
  return file;
}

/**
 * Where a program is on Windows, in the absolute folders of PATH alone: Node's own search begins in
 * the current folder (`search_path` in libuv), where a repository may have put one of the same name.
 */
export function findOnWindows(
  program: string,
  { path, exists }: { path: string; exists: (file: string) => boolean },
): string | undefined {
  const folders = path.split(';').map((folder) => folder.replaceAll('"', ''));
  // \tools is a folder of the current drive, and C:tools one of the current folder there.
  const absolute = folders.filter((folder) => /^([a-z]:[\\/]|\\\\)/i.test(folder));
  return absolute
    .flatMap((folder) => ['.com', '.exe'].map((end) => `${folder}\\${program}${end}`))
    .find(exists);
}

function environmentWithoutSecrets(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env).filter(([name]) => !secretVariables.test(name));
  return Object.fromEntries(entries);
}
