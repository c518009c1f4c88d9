// What the scripts of the examples share. scripts/examples.ts copies the functions that a script uses
// into its workflow, so a function here may use nothing of this file but other functions.

// When GitHub created this run, the last successful one of its title and the first: all runs can see that.
/** @type {Shared['runTimes']} */
async function runTimes({ github: { rest }, context: { repo, runId } }) {
  const { data: run } = await rest.actions.getWorkflowRun({ ...repo, run_id: runId });
  const { data } = await rest.actions.listWorkflowRuns({ ...repo, workflow_id: run.workflow_id });
  const same = data.workflow_runs.filter((each) => each.display_title === run.display_title);
  const last = same.find(({ conclusion }) => conclusion === 'success');
  return [run, last, same.at(-1)].map((each) => Date.parse(each?.created_at ?? ''));
}

// Writes the summary, and then fails the job if something is missing.
/** @type {Shared['finish']} */
async function finish(core, summary, problems) {
  const missing = problems.map((each) => `**Not complete:** ${plain(each)}`);
  await core.summary.addRaw([...missing, ...summary].join('\n\n'), true).write();
  const reason =
    'GoTo has not finished counting, or left something out. A later run makes up for it.';
  if (problems.length > 0) throw new Error(`Not complete: ${problems.join(' ')} ${reason}`);
}

// The named columns of rows, in Markdown.
/** @type {Shared['tableOf']} */
function tableOf(rows, names) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const lines = rows.map((row) => names.map((name) => plain(row[name])));
  return [names, names.map(() => '---'), ...lines].map(line).join('\n');
}

// The text as it is: nothing in it is Markdown or HTML.
/** @type {Shared['plain']} */
function plain(text) {
  return `${text ?? ''}`.replace(/[^\p{L}\p{M}\p{N} ,-]/gu, (each) => `&#${each.codePointAt(0)};`);
}

// A file that Excel reads as UTF-8. The apostrophe keeps a cell from being run as a formula.
/** @type {Shared['csv']} */
function csv(rows) {
  const formula = /(^|[;\t\r\n])(?=[\s"]*[=+\-@＝＋－＠])/g;
  const cell = (value) => `${value ?? ''}`.replace(formula, "$1'").replaceAll('"', '""');
  const lines = [Object.keys(rows[0] ?? {}), ...rows.map(Object.values)];
  return `\uFEFF${lines.map((cells) => `"${cells.map(cell).join('","')}"\r\n`).join('')}`;
}

// The rows of a CSV file.
/** @type {Shared['readCsv']} */
function readCsv(file) {
  const { existsSync, readFileSync } = require('node:fs');
  if (!existsSync(file)) throw new Error(`There is no file ${file} in this repository.`);
  let text = '';
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch {
    throw new Error(`${file} is not UTF-8. In Excel, save it as "CSV UTF-8".`);
  }
  if (!text.endsWith('\n')) text += '\n';
  const head = text.replaceAll(/"[^"]*"/g, '').split('\n')[0];
  const separator = head?.includes(';') ? ';' : ',';
  const cell = new RegExp(
    `(?:"((?:[^"]|"")*)"|([^"${separator}\r\n]*))(${separator}|\r?\n|$)`,
    'y',
  );
  /** @type {string[][]} */
  const rows = [[]];
  while (cell.lastIndex < text.length) {
    const found = cell.exec(text);
    if (!found)
      throw new Error(`Row ${rows.length} of ${file} has a quotation mark too many or too few.`);
    const [, quoted, bare, end] = found;
    rows[rows.length - 1].push((quoted?.replaceAll('""', '"') ?? bare).trim());
    if (end !== separator) rows.push([]);
  }
  return rows.slice(0, -1);
}

// 2026-11-25 10:00:00+01:00. The offset tells apart the hour that comes twice in autumn.
/** @type {Shared['local']} */
function local(time) {
  if (!time) return '';
  /** @type {Intl.DateTimeFormatOptions} */
  const options = { timeZone: process.env.TIME_ZONE, timeZoneName: 'longOffset' };
  const text = new Date(time).toLocaleString('sv-SE', options);
  return text.replace(/ GMT$/, '+00:00').replace(' GMT', '');
}

// Wed 25 Nov 2026, 10:00 (Europe/Berlin)
/** @type {Shared['when']} */
function when(time) {
  const { TIME_ZONE: timeZone } = process.env;
  const part = (/** @type {Intl.DateTimeFormatOptions} */ options) =>
    new Date(time).toLocaleString('en-GB', { timeZone, ...options });
  const day = part({ day: 'numeric', month: 'short', year: 'numeric' });
  return `${part({ weekday: 'short' })} ${day}, ${part({ timeStyle: 'short' })} (${timeZone})`;
}

// The dates of webinars, earliest first: one with several can be listed once for each, with all of them.
// A webinar that lacks something is named, and hides no other.
/** @type {Shared['datesOf']} */
function datesOf(webinars, core) {
  const dates = new Map();
  for (const { times, ...webinar } of webinars) {
    const isWhole = webinar.subject && webinar.webinarKey && Array.isArray(times);
    if (
      isWhole &&
      times.every((time) => Date.parse(time?.startTime) <= Date.parse(time?.endTime))
    ) {
      for (const time of times)
        dates.set(webinar.webinarKey + time.startTime, { ...webinar, ...time });
    } else
      core.warning(`Left out, without subject or time: ${webinar.subject || webinar.webinarKey}`);
  }
  return [...dates.values()].sort((one, other) => (one.startTime < other.startTime ? -1 : 1));
}

/** @type {Shared['between']} */
function between(...times) {
  const [fromTime, toTime] = times.map((time) => `${new Date(time).toISOString().slice(0, 19)}Z`);
  return { fromTime, toTime, size: '100' };
}

// The entries of a list. Fewer than GoTo counts, in the list or elsewhere (`count`), are a problem. A page
// that is empty or repeated is the last. Entries with one key count once, those without what it needs not.
/** @type {Shared['list']} */
async function list(path, { of = 'the organizer', query, key = '', needs = [], count, problems }) {
  const found = new Map();
  const pages = new Set(['[]']);
  let total = NaN;
  try {
    for (let number = 0; !(found.size >= total) && (query || number === 0); number++) {
      const answer = await get(path, query && { ...query, page: `${number}` });
      const { data, _embedded = {}, page } = answer;
      const entries = data ?? Object.values(_embedded)[0] ?? (page ? [] : answer);
      if (!Array.isArray(entries)) throw new Error(`GoTo answered ${JSON.stringify(answer)}`);
      total = Math.max((query ? (answer.total ?? page?.totalElements) : count) ?? NaN, count ?? 0);
      if (pages.size === pages.add(JSON.stringify(entries)).size) break; // it was there before
      const whole = entries.filter((each) => each && needs.every((name) => each[name]));
      for (const each of whole) found.set(each[key] ?? Symbol(), each);
    }
    if (!(found.size >= total))
      throw new Error(`GoTo counts ${total || 'nothing'}, and sent ${found.size}.`);
  } catch (error) {
    problems.push(`${path.split('/').at(-1)} of ${of}: ${error.message}`);
  }
  return [...found.values()];
}

// What GoTo answers. Its keys are integers of 64 bits, which lose digits as numbers: they become text.
/** @type {Shared['get']} */
async function get(path, query = {}) {
  const { status, text } = await send(`${path}?${new URLSearchParams(query)}`);
  if (status !== 200) throw new Error(`GoTo: ${path} failed (${status}): ${text.slice(0, 500)}`);
  return JSON.parse(text, (name, value, { source }) =>
    name.endsWith('Key') && typeof value === 'number' ? source : value,
  );
}

// One request: ten a second at most, and again when GoTo is busy or its answer is cut.
/** @type {Shared['send']} */
async function send(path, options = {}) {
  const { setTimeout: wait } = require('node:timers/promises');
  const { ACCESS_TOKEN, ORGANIZER_KEY } = process.env;
  const url = `https://api.getgo.com/G2W/rest/v2/organizers/${ORGANIZER_KEY}${path}`;
  const json = 'application/json';
  const headers = { Authorization: `Bearer ${ACCESS_TOKEN}`, Accept: json, 'Content-Type': json };
  const failed = ({ cause, message }) => new Response(cause?.message ?? message, { status: 503 });
  for (let attempt = 1; ; attempt++) {
    await wait(100);
    const signal = AbortSignal.timeout(60_000);
    const response = await fetch(url, { ...options, headers, signal }).catch(failed);
    const text = await response.text().catch(() => '');
    const isBusy = text === '' || response.status === 429 || response.status >= 500;
    if (!isBusy || attempt === 5) return { status: response.status, text };
    await wait(1000 * (Number(response.headers.get('retry-after')) || 2 ** attempt));
  }
}

module.exports = {
  runTimes,
  finish,
  tableOf,
  plain,
  csv,
  readCsv,
  local,
  when,
  datesOf,
  between,
  list,
  get,
  send,
};
