import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { GitHubPlace } from './github-stand-in';
import type { SeenRun } from './runner';
import type { KnownSecret } from './some-inputs';
import { matches, type RecordedRequest } from './stand-in-server';
import { type World, writeCheck } from './world';

type Servers = Pick<World, 'goto' | 'github'>;

export interface PlayedRun {
  run: SeenRun;
  world: World;
  secrets: KnownSecret[];
  /** The order of the last request before this run. */
  since: number;
}

/**
 * What can be seen of a run, as one text that is the same each time: ports, times and waits have
 * names, and so have secrets and what is sealed. What `expectSound` holds of every run is left out:
 * the masks, the exit code and `error-code`.
 */
export function transcriptOf(title: string, { run, world, secrets, since }: PlayedRun): string {
  const places = world.github.places();
  const open = sealedNames(places, secrets);
  const neutral = (text: string) => withoutChance(open(text), world);
  const named = (text: string) => neutral(nameSecrets(text, secrets, (name) => `‹${name}›`));
  const { 'error-code': _, ...outputs } = run.outputs;
  const listed = Object.entries(outputs).map(([name, value]) => `${name}: ${value}`);
  const isWritten = places.some((place) => place.secrets.some(({ written }) => written.length > 0));

  return [
    `${title}\n`,
    section('log', neutral(run.log).trimEnd()),
    section('outputs', named(listed.join('\n'))),
    section('summary', neutral(run.summary).trim()),
    section('requests', named(requestsOf(world, since).join('\n'))),
    section('secrets at GitHub', isWritten ? named(places.map(contentsOf).join('\n')) : ''),
  ].join('');
}

export function section(name: string, text: string): string {
  return text === '' ? '' : `\n── ${name} ${'─'.repeat(60 - name.length)}\n${text}\n`;
}

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
      const content = place.open(value, id);
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

const hour = 60 * 60 * 1000;

/**
 * A time, as seen from now. One that is no whole number of hours away is left as it is, and so is one
 * more than 60 days away: a date written in a test is a whole number of hours away once in an hour.
 */
function nameTime(time: string): string {
  const away = Date.parse(time) - Date.now();
  const hours = Math.round(away / hour);
  if (Math.abs(hours) > 60 * 24 || Math.abs(away - hours * hour) > hour / 20) return time;
  if (hours === 0) return '‹now›';
  const [count, unit] = hours % 24 === 0 ? [hours / 24, 'day'] : [hours, 'hour'];
  const many = `${Math.abs(count)} ${unit}${Math.abs(count) === 1 ? '' : 's'}`;
  return count > 0 ? `‹in ${many}›` : `‹${many} ago›`;
}

const compare = (one: string, other: string) => Number(one > other) - Number(one < other);

/** What both were asked, in order: the tries of one call together, reads of one kind sorted. */
function requestsOf({ goto, github }: Servers, since = 0): string[] {
  const all = [
    ...goto.requests.map((request) => callOf('GoTo  ', request)),
    ...github.requests.map((request) => callOf('GitHub', request)),
  ]
    .filter(({ order }) => order > since)
    .sort((one, other) => one.order - other.order);
  // Those of one kind that follow each other go side by side, and arrive in any order.
  const batches: Call[][] = [];
  for (const call of all) {
    const last = batches.at(-1);
    if (last?.[0]?.kind === call.kind) last.push(call);
    else batches.push([call]);
  }
  const calls: Call[] = [];
  for (const call of batches.flatMap((batch) => batch.sort((a, b) => compare(a.key, b.key)))) {
    const last = calls.at(-1);
    if (last?.text === call.text && last.body === call.body) last.statuses.push(...call.statuses);
    else calls.push(call);
  }
  return calls.map(({ text, body, statuses }) => `${text} → ${statuses.join(', ')}${body}`);
}

type Call = ReturnType<typeof callOf>;

function callOf(host: string, request: RecordedRequest) {
  const { method, path, target, order, status } = request;
  return {
    order,
    // The write check goes beside the reads.
    kind: `${host} ${matches(writeCheck, request) ? 'GET' : method}`,
    key: `${String(path.split('/').length).padStart(2, '0')} ${target}`,
    text: `${host} ${method} ${target}`,
    body: bodyOf(request),
    statuses: [String(status ?? 'no answer')],
  };
}

function bodyOf({ headers, body }: RecordedRequest): string {
  const [, basic] = /^Basic (.+)$/.exec(headers.authorization ?? '') ?? [];
  const fields: [string, unknown][] =
    headers['content-type'] === 'application/json'
      ? Object.entries(JSON.parse(body)).map(([name, value]) => [`${name}: `, value])
      : [...new URLSearchParams(body)].map(([name, value]) => [`${name}=`, value]);
  const parts = fields.map(([name, value]) => `${name}${withRanges(value)}`);
  if (basic !== undefined) parts.unshift(`Basic ${Buffer.from(basic, 'base64')}`);
  return parts.map((part) => `\n         ${part}`).join('');
}

/** A value as JSON, and a list of numbers that follow each other in short. */
function withRanges(value: unknown): string {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value) || value.length < 4) return JSON.stringify(value);
  const isRange = value.every((one, index) => one === value[0] + index);
  return isRange ? `[${value[0]} to ${value.at(-1)}]` : JSON.stringify(value);
}

function contentsOf(place: GitHubPlace): string {
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
 * `folder` is a path in `test/`.
 */
export function describeTranscripts<S>(
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
