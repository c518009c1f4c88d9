import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { GitHubPlace } from './github-stand-in';
import { readLog, type SeenRun } from './runner';
import type { KnownSecret } from './some-inputs';
import { matches, type RecordedRequest } from './stand-in-server';
import { type World, writeCheck } from './world';

type Servers = Pick<World, 'goto' | 'github'>;

interface RunToShow {
  title: string;
  /** The inputs that differ from those of every run. */
  inputs: Record<string, string | undefined>;
  run: SeenRun;
  world: World;
  /** All that must stay secret in this run. */
  secrets: KnownSecret[];
  debug: boolean;
  /** The order of the last request before this run. */
  since?: number;
}

/**
 * Everything that can be seen of a run, as one text that is the same each time: ports, times and
 * waits have names, and so have secrets and what is sealed. A secret in the log or the summary is
 * shown as a leak.
 */
export function transcriptOf(shown: RunToShow): string {
  const { title, inputs, run, world, secrets, debug, since = 0 } = shown;
  const open = sealedNames(world.github.places(), secrets);
  const neutral = (text: string) => withoutChance(open(text), world);
  const named = (text: string) => neutral(nameSecrets(text, secrets, (name) => `‹${name}›`));
  const leaks = (text: string) => nameSecrets(text, secrets, (name) => `‹LEAK OF ${name}›`);
  const lines = run.lines.map((line) => (line.startsWith('::add-mask::') ? line : leaks(line)));
  const log = neutral(readLog(lines, { debug }).shown).trimEnd();

  return [
    `${title}\n`,
    section('inputs', fields(inputs, named)),
    section('log', sortedRetries(log)),
    section('exit code', String(run.exitCode)),
    section('masked', run.masks.map(named).map(shortened).join(', ')),
    section('outputs', fields(run.outputs, named)),
    section('summary', neutral(leaks(run.summary)).trim()),
    section('requests', requestsOf(world, since).map(named).join('\n')),
    section('secrets at GitHub', world.github.places().map(contentsOf).map(named).join('\n')),
  ].join('');
}

export function section(name: string, text: string): string {
  return text === '' ? '' : `\n── ${name} ${'─'.repeat(60 - name.length)}\n${text}\n`;
}

const shortened = (text: string): string =>
  text.length > 200 ? `${text.slice(0, 40)}… (${text.length} characters)` : text;

const fields = (values: Record<string, unknown>, named: (text: string) => string): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}: ${onOneLine(named(String(value ?? '(not set)')))}`)
    .join('\n');

const onOneLine = (text: string): string => (/\p{Cc}/u.test(text) ? JSON.stringify(text) : text);

export function nameSecrets(
  text: string,
  secrets: KnownSecret[],
  called: (name: string) => string,
): string {
  return secrets.reduce((rest, { name, value }) => rest.replaceAll(value, called(name)), text);
}

/** Names what is sealed by what it opens to, and each key by its place. */
export function sealedNames(
  places: GitHubPlace[],
  secrets: KnownSecret[],
): (text: string) => string {
  const keys = places.flatMap((place) =>
    place.keyIds.map((id, index) => ({ place, id, name: `key ${index + 1} of ${place.label}` })),
  );
  const open = (value: string) => {
    for (const { place, id, name } of keys) {
      const content = place.tryToOpen(value, id);
      if (content === undefined) continue;
      return `‹${nameSecrets(content, secrets, (secret) => secret)}, sealed with ${name}›`;
    }
    return value;
  };
  return (text) =>
    keys.reduce(
      (rest, { id, name }) => rest.replaceAll(id, `‹${name}›`),
      text.replace(/[A-Za-z0-9+/]{64,}={0,2}/g, open),
    );
}

/** Without what differs from run to run. */
export function withoutChance(text: string, { goto, github }: Servers): string {
  return text
    .replaceAll(goto.origin, '‹GoTo›')
    .replaceAll(github.origin, '‹GitHub›')
    .replaceAll(new URL(goto.origin).host, "‹GoTo's host›")
    .replaceAll(new URL(github.origin).host, "‹GitHub's host›")
    .replace(/\b127\.0\.0\.1:\d+/g, '127.0.0.1:‹port›')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, nameTime)
    .replace(/\bin \d+\.\d s\b/g, 'in ‹wait› s')
    .replace(/[^\s'"]{0,80}runner-\w{6}[\\/]/g, '‹runner›/')
    .replace(/(^ +at .*$\n?)+/gm, '    at ‹stack›\n');
}

const minute = 60 * 1000;
const units = [
  ['day', 24 * 60 * minute],
  ['hour', 60 * minute],
] as const;
const longest = 60 * 24 * 60 * minute;

/**
 * A time, as seen from now. One that is no whole number of hours away is left as it is, and so is one
 * more than 60 days away: a date written in a test is a whole number of hours away once in an hour.
 */
function nameTime(time: string): string {
  const away = Date.parse(time) - Date.now();
  if (Math.abs(away) < 3 * minute) return '‹now›';
  if (Math.abs(away) > longest) return time;
  for (const [unit, length] of units) {
    const count = Math.round(away / length);
    if (count === 0 || Math.abs(away - count * length) > 3 * minute) continue;
    const many = `${Math.abs(count)} ${unit}${Math.abs(count) === 1 ? '' : 's'}`;
    return count > 0 ? `‹in ${many}›` : `‹${many} ago›`;
  }
  return time;
}

/** Calls that go side by side wait side by side: their lines may come in any order. */
function sortedRetries(log: string): string {
  const kindOf = (line: string) => (line.includes('in ‹wait› s') ? 'retry' : undefined);
  const operationOf = (line: string) => line.replace(/\(.*/, '');
  const lines = sortedRuns(log.split('\n'), kindOf, operationOf);
  return lines
    .filter((line, index) => kindOf(line) === undefined || line !== lines[index + 1])
    .map((line) => {
      const times = kindOf(line) === undefined ? 1 : lines.filter((one) => one === line).length;
      return times === 1 ? line : `${line} (${times} ×)`;
    })
    .join('\n');
}

/** Sorts, among neighbours of the same kind, by `key`; those with the same key keep their order. */
function sortedRuns<T>(
  all: T[],
  kindOf: (one: T) => string | undefined,
  keyOf: (one: T) => string,
): T[] {
  const runs: T[][] = [];
  for (const one of all) {
    const last = runs.at(-1);
    const kind = kindOf(one);
    if (last && kind !== undefined && kindOf(last[0] as T) === kind) last.push(one);
    else runs.push([one]);
  }
  return runs.flatMap((run) => run.sort((one, other) => compare(keyOf(one), keyOf(other))));
}

const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);

/** The requests in their order, tries of one call together, reads of one kind sorted. */
export function requestsOf({ goto, github }: Servers, since = 0): string[] {
  const all = [
    ...goto.requests.map((request) => ({ host: 'GoTo  ', request })),
    ...github.requests.map((request) => ({ host: 'GitHub', request })),
  ]
    .filter(({ request }) => request.order > since)
    .sort((one, other) => one.request.order - other.request.order);
  const depth = ({ path }: RecordedRequest) => String(path.split('/').length).padStart(2, '0');
  const sorted = sortedRuns(
    all,
    // The write check goes beside the reads, in any order.
    ({ host, request }) => `${host} ${matches(writeCheck, request) ? 'GET' : request.method}`,
    ({ request }) => `${depth(request)} ${request.target}`,
  );
  const calls: { text: string; body: string; statuses: string[] }[] = [];
  for (const { host, request } of sorted) {
    const text = `${host} ${request.method} ${request.target}`;
    const status = String(request.status ?? 'no answer');
    const body = bodyOf(request);
    const last = calls.at(-1);
    if (last?.text === text && last.body === body) last.statuses.push(status);
    else calls.push({ text, body, statuses: [status] });
  }
  return calls.map(({ text, body, statuses }) => `${text} → ${statuses.join(', ')}${body}`);
}

function bodyOf({ headers, body }: RecordedRequest): string {
  const [, basic] = /^Basic (.+)$/.exec(headers.authorization ?? '') ?? [];
  const parts = basic === undefined ? [] : [`Basic ${Buffer.from(basic, 'base64')}`];
  if (headers['content-type'] === 'application/json') {
    for (const [name, value] of Object.entries(JSON.parse(body))) {
      parts.push(`${name}: ${typeof value === 'string' ? value : withRanges(value)}`);
    }
  } else {
    for (const [name, value] of new URLSearchParams(body)) parts.push(`${name}=${value}`);
  }
  return parts.map((part) => `\n         ${part}`).join('');
}

/** A list of numbers that follow each other, in short. */
function withRanges(value: unknown): string {
  if (!Array.isArray(value) || value.length < 4) return JSON.stringify(value);
  const isRange = value.every((one, index) => one === value[0] + index);
  return isRange ? `[${value[0]} to ${value.at(-1)}]` : JSON.stringify(value);
}

export function contentsOf(place: GitHubPlace): string {
  const byName = place.secrets.sort((one, other) => compare(one.name, other.name));
  const secrets = byName.map(({ name, value, written, visibility, ...secret }) => {
    const writes = written.length === 0 ? '' : `, written ${written.length} ×`;
    const ids = visibility === 'selected' ? ` ${withRanges(secret.selectedRepositoryIds)}` : '';
    return `${name} = ${value}${writes}${visibility ? `, for ${visibility}${ids}` : ''}`;
  });
  return `${place.label}: ${secrets.join('; ') || '(none)'}`;
}

/**
 * Tests that each scenario has the transcript in the file of its title, and that there are no other
 * files. `vitest -u` writes them.
 *
 * @param topic what the scenarios are about, and the name of their folder in `folder`, a path in `test/`
 */
export function compareTranscripts<S>(
  { topic, folder }: { topic: string; folder: string },
  scenarios: Map<string, S>,
  play: (scenario: S, title: string) => Promise<string>,
): void {
  const own = fileURLToPath(new URL(`../${folder}/${fileName(topic)}/`, import.meta.url));
  const files = [...scenarios.keys()].map((title) => `${fileName(title)}.txt`);
  describe(topic, () => {
    for (const [title, scenario] of scenarios) {
      it(title, async () => {
        const transcript = await play(scenario, title);
        await expect(transcript).toMatchFileSnapshot(`${own}${fileName(title)}.txt`);
      });
    }
    it('every transcript is of one scenario', () => {
      expect(files).toEqual([...new Set(files)]);
      const written = existsSync(own) ? readdirSync(own) : [];
      expect(written.filter((file) => !files.includes(file))).toEqual([]);
    });
  });
}

const fileName = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
