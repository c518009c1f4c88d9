import { describe, expect, it } from 'vitest';
import {
  type Session,
  startWebinarJob,
  tooManyRequests,
  type WebinarJob,
} from '../support/webinar-stand-in';

const person = (digit: number, firstName: string, lastName: string) => ({
  registrantKey: `900719925474099300${digit}`, // they differ in the last digit only
  firstName,
  lastName,
  email: `+${digit}@example.com`,
});
const ada = person(1, 'Ada', 'Lovelace');
const jo = person(2, 'Jörg "Jo"', 'Müller, Dr.\nAbteilung; =1+1');

const registrants = [
  { ...ada, status: 'APPROVED', registrationDate: '2026-11-01T08:15:00Z' },
  { ...jo, status: 'APPROVED' },
  { ...person(3, 'Grace', '<img src=x onerror=alert(1)>'), status: 'APPROVED' },
  { ...person(4, 'Walt', 'Waits'), status: 'WAITING' },
  { ...person(5, 'Dan', 'Denied'), status: 'DENIED' },
  { ...person(6, 'Eve', 'Too late'), registrationDate: '2026-11-26T01:00:00Z' },
];

/** A stay from and to a minute of 9 o'clock. */
const stay = (from: string, to: string) => ({
  joinTime: `2026-11-25T09:${from}:30Z`,
  leaveTime: `2026-11-25T09:${to}:10Z`,
});

const first: Session = {
  sessionKey: '1001',
  webinarKey: '9007199254740993201',
  webinarName: 'First steps | <b>for all</b>',
  startTime: '2026-11-25T09:00:00Z',
  endTime: '2026-11-25T09:40:00Z',
  registrantsAttended: 2,
  registrantCount: 5,
  attendees: [
    { ...ada, attendanceTimeInSeconds: 1790, attendance: [stay('20', '39'), stay('01', '10')] },
    { ...jo, attendanceTimeInSeconds: 29 },
  ],
};

// The same webinar, started again: Ada is there twice more under the same key, and GoTo counts one.
const restarted: Session = {
  ...first,
  sessionKey: '1003',
  startTime: '2026-11-25T09:45:00Z',
  endTime: '2026-11-25T09:59:30Z',
  registrantsAttended: 1,
  attendees: [stay('55', '59'), stay('50', '51')].map((each) => {
    return { ...ada, attendanceTimeInSeconds: 60, attendance: [each] };
  }),
};

// It ended on the day of the report, in Berlin, and somebody came who is no registrant any more.
const second: Session = {
  ...first,
  sessionKey: '1002',
  webinarKey: '9007199254740993202',
  webinarName: 'Second steps =HYPERLINK("https://evil.example")',
  startTime: '2026-11-24T22:30:00Z',
  endTime: '2026-11-24T23:30:00Z',
  registrantsAttended: 1,
  attendees: [{ ...person(9, 'Zoë', 'Gone'), attendanceTimeInSeconds: 0, attendance: [] }],
};

let job: WebinarJob;

/** @param sessions of webinars whose registrants are Ada, Jörg, and four who did not come */
async function start(sessions: Session[], options = {}): Promise<void> {
  job = await startWebinarJob(options);
  job.api.sessions.push(...structuredClone(sessions));
  for (const webinarKey of new Set(sessions.map((session) => session.webinarKey)))
    job.api.webinars.push({ webinarKey, subject: '', times: [], registrants });
}

/** Runs the report. @returns how it went, the days in its title, and its CSV file */
async function report({ day = '', zone = 'Europe/Berlin', ...run }: Record<string, string> = {}) {
  const options = { ...run, values: { 'inputs.day': day }, env: { TIME_ZONE: zone } };
  const { files, ...result } = await job.run('attendance-report', options);
  const days = result.summary.match(/^## .*/m)?.[0].match(/\d{4}-\d\d-\d\d/g) ?? [];
  return { ...result, days, csv: files['attendance.csv'] };
}

describe('The attendance report', () => {
  it('has a row for each person, who came or not', async () => {
    await start([second, first, restarted], { largestPage: 1 });
    const { exitCode, log, summary, csv } = await report();

    expect({ exitCode, log }).toEqual({ exitCode: 0, log: '' });
    await expect(csv).toMatchFileSnapshot('files/attendance.csv');
    await expect(summary).toMatchFileSnapshot('files/attendance-summary.txt');
  });

  it('shortens the table of a large webinar in the summary, and not the file', async () => {
    const many = Array.from({ length: 250 }, (_, index) => ({ ...ada, registrantKey: index + 1 }));
    await start([{ ...first, attendees: many }]);
    const { summary, csv } = await report();

    expect(summary.match(/^\| First/gm)).toHaveLength(200);
    expect(csv?.match(/"Ada"/g)).toHaveLength(251);
  });
});

describe('An answer of GoTo that is not complete', () => {
  const sessions = [second, { sessionKey: '1', webinarKey: '1', startTime: '1', endTime: null }];
  const unfinished = { _embedded: { sessions }, page: { totalElements: 2 } };
  const three = '"data":[{"registrantKey":1},{"registrantKey":2},{"registrantKey":3}]';
  it.each([
    ['attendees', 'of "First steps | <b>for all</b>": GoTo counts 2, and sent 0. GoTo has', '[]'],
    ['attendees', 'counts 2, and sent 1', '[{"registrantKey":1},null,{"email":"@"}]'],
    ['attendees', 'GoTo answered {"errorCode":"Busy"}', '{"errorCode":"Busy"}'],
    ['attendees', 'is not valid JSON', '<html>'],
    ['registrants', 'counts 5, and sent 3', `{${three},"total":3}`], // the session counts 5
    ['registrants', 'counts 6, and sent 3', `{${three},"total":6}`], // every page is the same
    ['registrants', 'counts nothing, and sent 3', `{${three}}`],
    ['sessions', 'of the organizer: GoTo counts 2, and sent 1.', JSON.stringify(unfinished)],
  ])('fails the job, and hides nothing else: %s, %s', async (part, problem, body) => {
    await start([first, second]);
    const path = new RegExp(`(organizers/\\d+|${first.webinarKey}|1001)/${part}\\?`);
    job.api.on({ path }, { status: 200, body }, 'always');
    const { exitCode, log, summary, csv } = await report();

    expect(exitCode).toBe(1);
    expect(log).toContain(problem);
    expect(summary).toMatch(/^\*\*Not complete:\*\* /);
    expect(csv).toContain('"Second steps');
    expect(csv).not.toMatch(/"First.*did not come/);
  });
});

describe('The days of the report', () => {
  it.each(['25.11.2026', '2026-02-30', '2026-11-27', '2026-11'])('cannot be %s', async (day) => {
    await start([]);
    const { log } = await report({ day });

    expect(log).toBe(`::error::"${day}" is not a day such as 2026-11-25, or is still to come.\n`);
    expect(job.api.requests).toEqual([]);
  });

  it('are the one that was asked for, or go on from the last successful run, up to 14 days back', async () => {
    await start([]);
    const twoWeeks = Array.from({ length: 14 }, (_, index) => `2026-11-${index + 12}`);
    for (const [now, days, how] of [
      ['2026-10-30T23:30:00Z', '2026-10-29', 'fails'], // half an hour after midnight
      ['2026-11-01T04:23:00Z', '2026-10-29 2026-10-30 2026-10-31'],
      ['2026-11-02T04:23:00Z', '2026-11-01', 'fails'],
      ['2026-11-04T09:40:00Z', '2026-11-01 2026-11-02 2026-11-03'], // late, after a night without
      ['2026-11-04T11:00:00Z', ''], // by hand
      ['2026-11-05T04:23:00Z', '2026-11-05', 'of a day'],
      ['2026-11-05T04:24:00Z', '2026-11-04'],
      ['2026-11-26T04:23:00Z', twoWeeks.join(' '), 'drops days'],
    ] as const) {
      if (how === 'fails') job.api.on({ path: /sessions/ }, { status: 200, body: {} });
      const run = await report({ now, ...(how === 'of a day' && { day: days }) });
      expect([run.exitCode, run.days.join(' ')], now).toEqual([how === 'fails' ? 1 : 0, days]);
      expect([run.csv, run.summary]).toEqual([undefined, expect.stringContaining('No webinar')]);
      const warning = '::warning::Not reported: days before 2026-11-12.\n';
      if (how !== 'fails') expect(run.log).toBe(how === 'drops days' ? warning : '');
    }
  });

  // Runs around a clock change, and sessions that ended in the first and last minute of each hour.
  it.each([
    ['America/New_York', '2026-11-01', '2026-10-29 2026-10-30 2026-10-31 2026-11-01 2026-11-02'],
    ['Australia/Sydney', '2026-10-04', '2026-10-02 2026-10-03 2026-10-04 2026-10-05 2026-10-06'],
  ])('come once each in %s around %s', async (zone, change, expected) => {
    const minutes = (count: number) => new Date(Date.parse(change) + count * 60_000).toISOString();
    const nobody = { registrantsAttended: 0, registrantCount: 0, attendees: [] };
    await start([]);
    for (let minute = -72 * 60; minute < 72 * 60; minute += minute % 60 === 0 ? 59 : 1) {
      const webinarKey = String(minute + 10_000);
      const names = { sessionKey: webinarKey, webinarKey, webinarName: webinarKey };
      const times = { startTime: minutes(minute - 60), endTime: minutes(minute) };
      job.api.sessions.push({ ...first, ...names, ...times, ...nobody });
      job.api.webinars.push({ webinarKey, subject: '', times: [] });
    }
    const days: string[] = [];
    const reported: string[] = [];
    for (const night of [-1, 0, 1, 2, 3]) {
      const run = await report({ now: minutes((night * 24 + 4) * 60 + 23), zone });
      days.push(...run.days);
      reported.push(...(run.summary.match(/(?<=, )\d+(?=: nobody)/g) ?? []));
    }

    const dayOf = (time: string) => new Date(time).toLocaleDateString('sv-SE', { timeZone: zone });
    const ended = job.api.sessions.filter(({ endTime }) => days.includes(dayOf(endTime)));
    expect(days.join(' ')).toBe(expected);
    expect(reported).toEqual(ended.map(({ sessionKey }) => sessionKey));
  });
});

describe('GoTo', () => {
  it('is asked again when it is busy, or its answer is cut', async () => {
    await start([first]);
    job.api.on({ path: /\/sessions\?/ }, tooManyRequests('3'), 2);
    const cut = {
      raw: 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n[',
    };
    for (const fault of [{ status: 503 }, 'reset', cut] as const)
      job.api.on({ path: /\/attendees/ }, fault);
    const { exitCode, log, waits } = await report();

    expect({ exitCode, log }).toEqual({ exitCode: 0, log: '' });
    // At most ten requests a second, and after the time that it asks for.
    expect(waits).toEqual([100, 3000, 100, 3000, 100, 100, 2000, 100, 4000, 100, 8000, 100, 100]);
  });

  it('is asked five times at most, and quoted', async () => {
    await start([first]);
    job.api.on({}, tooManyRequests(), 'always');

    expect((await report()).log).toContain('organizer: GoTo: /sessions failed (429): {"int_err');
    expect(job.api.requests).toHaveLength(5);
  });
});
