import { expect, it } from 'vitest';
import { repository, version } from '../../package.json';
import {
  type AuthorizeOptions,
  type AuthorizeWorld,
  inAuthorizeWorld,
  onRepository,
} from './authorize-world';
import { type CallbackPage, signedIn, signInCode } from './callback';
import type { RecordedRequest } from './faults';
import { firstRefreshToken, issuedAccessToken } from './goto-answers';
import { spellingsOf } from './known-secrets';
import { normalise } from './normalise';
import { paste, recoveryCommands } from './recovery-commands';
import {
  type CommandDriver,
  type CommandRun,
  commandDrivers,
  describeEach,
  type RunningCommand,
} from './run-command';
import { clientId, clientSecret, githubToken } from './some-inputs';

/** One run of `authorize`, and what the person does meanwhile. */
export interface Scenario {
  /** After `authorize`; the repository octo/webinars unless given. */
  args?: string[];
  options?: AuthorizeOptions;
  /** What GoTo and GitHub hold, and what goes wrong there. */
  prepare?: (world: AuthorizeWorld) => void;
  /** Returns the page that the person sees; signs in unless given. */
  act?: (command: RunningCommand, world: AuthorizeWorld) => Promise<CallbackPage | undefined>;
  /** What is to hold beside what the transcript says. */
  check?: (run: CommandRun, world: AuthorizeWorld) => void;
}

/**
 * Tests that each scenario goes as its transcript says, in `transcripts/` beside the test, whichever
 * way the command is run.
 */
export function describeConversations(
  title: string,
  scenarios: Record<string, Scenario>,
  drivers: CommandDriver[] = commandDrivers,
): void {
  describeEach(drivers, title, (driver) => {
    for (const [name, scenario] of Object.entries(scenarios)) {
      it(name, ({ expect }) =>
        inAuthorizeWorld(driver, async (world) => {
          const file = `transcripts/${[title, name].map(fileName).join('/')}.txt`;
          await expect(await converse(world, scenario)).toMatchFileSnapshot(file);
        }),
      );
    }
  });
}

const fileName = (title: string) => title.replaceAll(/[^\w]+/g, '-').replace(/^-|-$/g, '');

/** Plays a scenario. @returns its transcript */
async function converse(
  world: AuthorizeWorld,
  { args = onRepository, options, prepare, act = signInWhenAsked, check }: Scenario,
): Promise<string> {
  prepare?.(world);
  const command = world.startAuthorize(args, options);
  const page = await act(command, world);
  const run = await command.result;
  const pages = page === undefined ? [] : [page];
  expectNoSecret(run, { pages });
  for (const each of pages) expectPlainPage(each);
  for (const { headers } of world.github.requests) {
    expect(headers.authorization).toBe(`Bearer ${githubToken}`);
  }
  check?.(run, world);
  const { github, goto } = world;
  const [grant] = goto.requests;
  const isFirst = ({ at }: RecordedRequest) => grant === undefined || at < grant.at;
  const asked = [
    ...titled('asked of GitHub', callsOf(github.requests.filter(isFirst))),
    ...titled('asked of GoTo', callsOf(goto.requests)),
    ...titled('asked of GitHub then', callsOf(github.requests.filter((one) => !isFirst(one)))),
    ...titled('stored on GitHub', storedOn(world)),
  ];
  const parts = [
    `$ goto-access-token authorize ${args.join(' ')}`,
    ...variablesOf(options),
    `exit code: ${run.exitCode}`,
    ...titled('stderr', linesOf(run.stderr)),
    ...titled('stdout', linesOf(run.stdout)),
    ...titled(
      'programs',
      run.calls.map(({ program, args }) => [program, ...args].join(' ')),
    ),
    ...pages.flatMap(({ status, html }) => titled(`page, status ${status}`, textOf(html))),
    ...asked,
    ...titled('stored once the commands are pasted', await pasteAll(run, world)),
  ];
  return `${normalise(parts.join('\n'), github, wordsOf(run, world))}\n`;
}

const signInWhenAsked = async (command: RunningCommand): Promise<CallbackPage | undefined> => {
  const url = await command.waitForUrl().catch(() => undefined);
  return url && signedIn(url);
};

function wordsOf({ stdout }: CommandRun, { goto, github, port }: AuthorizeWorld) {
  const [, state] = /[?&]state=([\w-]+)/.exec(stdout) ?? [];
  return {
    [goto.origin]: 'http://goto.test',
    [github.origin]: 'http://github.test',
    [new URL(github.origin).host]: 'github.test',
    [`localhost:${port}`]: 'localhost:{port}',
    [`${repository.replace('github:', '')}@v${version}`]: '{this action}',
    [signInCode]: '{code}',
    ...(state !== undefined && { [state]: '{state}' }),
  };
}

const variablesOf = ({ env = {} }: AuthorizeOptions = {}): string[] =>
  Object.entries(env).map(([name, value]) =>
    value === undefined ? `  without ${name}` : `  with ${name}=${JSON.stringify(value)}`,
  );

const titled = (title: string, lines: string[]): string[] =>
  lines.length === 0 ? [] : ['', `--- ${title} ---`, ...lines];

const linesOf = (text: string): string[] => (text === '' ? [] : text.trimEnd().split('\n'));

/** A page as a person reads it. */
function textOf(html: string): string[] {
  const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"' };
  const text = html
    .replace(/^.*<body>/s, '')
    .replaceAll(/<\/(h1|p|li)>/g, '\n')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/&(\w+);/g, (_, name: string) => entities[name] ?? '');
  return text.split('\n').filter((line) => line.trim() !== '');
}

/** Requests may be made side by side: tries of one call are told together, and calls by their names. */
function callsOf(requests: RecordedRequest[]): string[] {
  const calls = new Map<string, RecordedRequest[]>();
  for (const request of requests) {
    const call = `${request.method} ${request.target}`;
    calls.set(call, [...(calls.get(call) ?? []), request]);
  }
  return [...calls]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([call, tries]) => {
      const [{ headers, body }] = tries as [RecordedRequest];
      const statuses = tries.map(({ status }) => status ?? 'no answer');
      return [
        `${call}: ${statuses.join(', ')}`,
        ...(headers.authorization?.startsWith('Basic') ? [headers.authorization] : []),
        ...(body === '' ? [] : [body]),
      ].join('\n  ');
    });
}

/** What holds now, of all that was to be written. */
function storedOn({ github }: AuthorizeWorld): string[] {
  const paths = new Set(github.writes().map(({ path }) => path));
  return [...paths].sort().map((path) => {
    const { place, secretName } = github.placeOf(path);
    const { value, visibility, selectedRepositoryIds: ids = [] } = place.find(secretName) ?? {};
    const sharing = visibility === undefined ? '' : `, ${[visibility, ...ids].join(' ')}`;
    return `${path}: ${value ?? 'nothing'}${sharing}`;
  });
}

async function pasteAll({ stdout, stderr }: CommandRun, world: AuthorizeWorld): Promise<string[]> {
  const commands = recoveryCommands(`${stdout}\n${stderr}`);
  if (commands.length === 0) return [];
  for (const command of commands) expect(await paste(command, world.github)).toBeLessThan(300);
  return storedOn(world);
}

/** What no run of the command shows, with the credentials of `inAuthorizeWorld`. */
const everySecret = [
  clientSecret,
  githubToken,
  firstRefreshToken,
  issuedAccessToken,
  signInCode,
  Buffer.from(`${clientId}:${clientSecret}`).toString('base64'),
];

/** Checks what the run printed, the arguments it gave to programs, and the pages it showed. */
export function expectNoSecret(
  { stdout, stderr, calls }: CommandRun,
  { pages = [], secrets = everySecret }: { pages?: CallbackPage[]; secrets?: string[] } = {},
): void {
  const seen = [
    stdout,
    stderr,
    ...calls.flatMap(({ args }) => args),
    ...pages.flatMap(({ headers, html }) => [JSON.stringify(headers), html]),
  ].join('\n');
  for (const spelling of secrets.flatMap(spellingsOf)) expect(seen).not.toContain(spelling);
}

const plainTags = /^<(body|code|h1|head|html|li|main|meta|p|span|style|title|ul)\b/;

/** Checks what holds of every page, whatever it says. */
export function expectPlainPage({ headers, html }: CallbackPage): void {
  expect(headers).toMatchObject({
    'cache-control': 'no-store',
    'content-type': 'text/html; charset=utf-8',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    connection: 'close',
  });
  const policy = headers['content-security-policy'];
  expect(policy).toMatch(/(^|; ?)default-src 'none'(;|$)/);
  expect(policy).not.toMatch(/unsafe|\*|https?:/);
  expect(html).toMatch(/^<!doctype html>/i);
  expect(html).not.toMatch(/@import|url\(/);
  for (const tag of html.match(/<[a-z][^>]*>/g) ?? []) {
    expect(tag).toMatch(plainTags);
    expect(tag).not.toMatch(/ (on\w+|src|href|style)=/i);
  }
}
