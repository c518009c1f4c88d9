import { start } from './child-process';

/**
 * The program that opens a URL in the browser. None is a shell, which would interpret the & of a
 * URL; on Windows that rules out `start`.
 */
const openers: Partial<Record<NodeJS.Platform, [program: string, ...args: string[]]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** Opens a URL in the browser. Returns whether there was a program to do it. */
export function openBrowser(url: URL): Promise<boolean> {
  const [program, ...args] = openers[process.platform] ?? ['xdg-open'];
  return start(program, [...args, url.href]);
}
