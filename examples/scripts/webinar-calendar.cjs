const { mkdirSync, writeFileSync } = require('node:fs');
const { between, datesOf, finish, list, plain, when } = require('./shared.cjs');

module.exports = main;

/** @type {Main} */
async function main({ core }) {
  const now = Date.now();
  const end = now + 90 * 86_400_000;
  const problems = [];
  const webinars = await list('/webinars', { query: between(now, end), problems });
  // An incomplete calendar would take webinars away from its readers: the last one stays.
  if (problems.length > 0) return finish(core, ['## Webinar calendar'], problems);
  const only = new RegExp(process.env.ONLY ?? '.');
  const dates = datesOf(webinars, core).filter(
    ({ subject, startTime, endTime }) =>
      only.test(subject) && Date.parse(endTime) > now && Date.parse(startTime) < end,
  );
  mkdirSync('site');
  writeFileSync('site/index.md', page(dates));
  writeFileSync('site/webinars.ics', calendar(dates));
}

/** @type {(dates: WebinarDate[]) => string} */
function page(dates) {
  const items = dates.map(({ startTime, subject, registrationUrl }) => {
    const link = linkOf(registrationUrl);
    return `- ${when(startTime)}: ${link ? `[${plain(subject)}](<${link}>)` : plain(subject)}`;
  });
  if (items.length === 0) items.push('No webinar is planned for the next 90 days.');
  const subscribe = '[Subscribe to the calendar](webinars.ics)';
  return ['---', 'title: Upcoming webinars', '---', '', ...items, '', subscribe, ''].join('\n');
}

/** @type {(url: string | null | undefined) => string} */
function linkOf(url) {
  if (!url || !URL.canParse(url) || !url.startsWith('https:')) return '';
  return new URL(url).href.replace(/[<>{}\\]/g, encodeURIComponent);
}

// RFC 5545: times in UTC, CRLF, and lines of 75 octets at most.
/** @type {(dates: WebinarDate[]) => string} */
function calendar(dates) {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//goto-access-token//webinar-calendar//EN',
    'X-WR-CALNAME:Webinars',
    'REFRESH-INTERVAL;VALUE=DURATION:P1D',
    ...dates.flatMap((date) => [
      'BEGIN:VEVENT',
      `UID:${date.webinarKey}-${utc(date.startTime)}@gotowebinar`,
      `DTSTAMP:${utc(Date.now())}`,
      `DTSTART:${utc(date.startTime)}`,
      `DTEND:${utc(date.endTime)}`,
      `SUMMARY:${escaped(date.subject)}`,
      ...(date.description ? [`DESCRIPTION:${escaped(date.description)}`] : []),
      ...(linkOf(date.registrationUrl) ? [`URL:${linkOf(date.registrationUrl)}`] : []),
      'END:VEVENT',
    ]),
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${fold(line)}\r\n`).join('');
}

/** @type {(time: string | number) => string} */
function utc(time) {
  return new Date(time).toISOString().replace(/[-:]|\.\d+/g, '');
}

/** @type {(text: string) => string} */
function escaped(text) {
  const safe = text.replace(/[\\;,]/g, '\\$&').replace(/\r\n?|\n/g, '\\n');
  return safe.replace(/\p{Cc}/gu, ' ');
}

/** @type {(line: string) => string} */
function fold(line) {
  let room = 75;
  const folded = Array.from(line, (character) => {
    room -= Buffer.byteLength(character);
    if (room >= 0) return character;
    room = 74 - Buffer.byteLength(character);
    return `\r\n ${character}`;
  });
  return folded.join('');
}
