import { afterEach, describe, expect, it } from 'vitest';
import {
  startWebinarJob,
  visible,
  type WebinarJob,
  type WebinarJobOptions,
} from '../support/webinar-job';
import {
  type AttendeeSeed,
  expiredToken,
  json,
  type RegistrantSeed,
  type SessionSeed,
  tooManyRequests,
} from '../support/webinar-stand-in';

let job: WebinarJob;
afterEach(() => job.close());

/** @param sessions of webinars whose registrants are Ada, Jörg, three who did not come, and Eve later */
async function start(sessions: SessionSeed[], options?: WebinarJobOptions): Promise<void> {
  job = await startWebinarJob(options);
  job.api.sessions.push(...structuredClone(sessions));
  const keys = new Set(sessions.map(({ webinarKey }) => webinarKey));
  for (const webinarKey of keys) {
    job.api.webinars.push({ webinarKey, subject: '', times: [], registrants: [...registrants] });
  }
}

/** Runs the report. @returns how it went, and its CSV file */
async function report({ now = '2026-11-26T04:23:00Z', day = '', zone = 'Europe/Berlin' } = {}) {
  const { files, ...run } = await job.run('attendance-report', {
    now,
    values: { 'inputs.day': day },
    env: { TIME_ZONE: zone },
  });
  return { ...run, files: Object.keys(files), csv: files['attendance.csv'] ?? '' };
}

describe('The attendance report', () => {
  it('has a row for each person, who came or not', async () => {
    await start([second, first, restarted], { largestPage: 1 });
    const { exitCode, log, summary, csv } = await report();

    expect({ exitCode, log }).toEqual({ exitCode: 0, log: '' });
    await expect(visible(csv)).toMatchFileSnapshot('files/attendance.csv');
    await expect(summary).toMatchFileSnapshot('files/attendance-summary.txt');
  });

  it('says so when no webinar took place, and writes no file', async () => {
    await start([]);
    const { exitCode, summary, files } = await report();

    expect({ exitCode, files }).toEqual({ exitCode: 0, files: [] });
    expect(summary).toContain('No webinar took place.');
  });

  it('is of another day when asked, even of today', async () => {
    await start([{ ...first, startTime: '2026-11-26T00:00:00Z', endTime: '2026-11-26T01:00:00Z' }]);

    expect((await report({ day: '2026-11-26' })).csv).toContain('2026-11-26 01:00:00+01:00');
  });

  it.each(['25.11.2026', '2026-02-30', '2026-11-27', '2026-11'])(
    'refuses the day %s',
    async (day) => {
      await start([]);
      const { exitCode, log } = await report({ day });

      expect(exitCode).toBe(1);
      expect(log).toBe(`::error::"${day}" is not a day such as 2026-11-25, or is still to come.\n`);
      expect(job.api.requests).toEqual([]);
    },
  );

  it('refuses a public repository before it asks GoTo', async () => {
    await start([first], { isPublic: true });
    const { exitCode, log, files } = await report();

    expect({ exitCode, files }).toEqual({ exitCode: 1, files: [] });
    expect(log).toMatch(/^::error::Use a private repository/);
    expect(job.api.requests).toEqual([]);
  });

  it('shortens the table of a large webinar in the summary, and not the file', async () => {
    const attendees = Array.from({ length: 250 }, (_, index) => ({
      ...ada,
      registrantKey: 9007199254740994000n + BigInt(index),
    }));
    await start([{ ...first, attendees }]);
    const { summary, csv } = await report();

    expect(summary.match(/^\| First/gm)).toHaveLength(200);
    expect(csv.match(/"Ada"/g)).toHaveLength(251);
  });
});

describe('What GoTo counts', () => {
  it('is said where it sent less, and a later run makes up for it', async () => {
    await start([second, { ...first, registrantsAttended: 25, attendees: [] }]);
    const { exitCode, log, summary, csv } = await report();

    expect(exitCode).toBe(1);
    expect(log).toContain('::error::Not complete: attendees of "First steps | <b>for all</b>": ');
    expect(log).toContain('GoTo counts 25, and sent 0. GoTo has not finished counting, or left');
    expect(summary).toMatch(/^\*\*Not complete:\*\* attendees of /);
    expect(summary).toContain('3 not known, 1 waiting, 1 denied');
    expect(csv).toContain('"Second steps');

    Object.assign(job.api.sessions[1] as SessionSeed, first);
    expect((await report({ now: '2026-11-27T04:23:00Z' })).summary).toMatch(
      /^## Attendance on 2026-11-25, 2026-11-26\n.*: 2 came, 1 did not come, 1 waiting, 1 denied/s,
    );
  });

  const sent = (people: object[]) => json(200, people);
  const page = (data: object[], total?: number) => json(200, { data, total, page: 0, limit: 100 });
  it.each([
    [
      'an attendee without a key',
      /attendees/,
      sent([ada, { ...jo, registrantKey: null }]),
      'counts 2, and sent 1',
    ],
    ['an attendee that is null', /attendees/, sent([ada, null as never]), 'counts 2, and sent 1'],
    [
      'an error',
      /attendees/,
      json(200, { errorCode: 'Busy' }),
      'GoTo answered {"errorCode":"Busy"}',
    ],
    ['a page of HTML', /attendees/, { status: 200, body: '<html>' }, 'is not valid JSON'],
    [
      'no session',
      /attendees/,
      json(404, { errorCode: 'Gone' }),
      'failed (404): {"errorCode":"Gone"}',
    ],
    [
      'fewer registrants than the session has',
      /registrants/,
      page([ada, jo], 2),
      'counts 5, and sent 2',
    ],
    ['an empty page', /registrants/, page([], 6), 'counts 6, and sent 0'],
    ['one page twice', /registrants/, page([ada, jo, eve], 6), 'counts 6, and sent 3'],
    [
      'a list without its number',
      /registrants/,
      page([ada, jo, eve]),
      'counts nothing, and sent 3',
    ],
  ])('fails the job for %s, and hides nothing else', async (_, path, answer, problem) => {
    await start([first, second]);
    const webinar = new RegExp(`/webinars/${first.webinarKey}/.*${path.source}`);
    job.api.on({ path: webinar }, answer, 'always');
    const { exitCode, log, csv } = await report();

    expect(exitCode).toBe(1);
    expect(log).toContain(problem);
    expect(csv).toContain('"Second steps');
    expect(csv).not.toMatch(/"First.*did not come/);
  });

  it('may leave out what a session needs', async () => {
    await start([first, second]);
    const { attendees: _, ...whole } = second;
    const sessions = [{ ...first, attendees: undefined, endTime: null }, whole];
    job.api.on(
      { path: /sessions\?/ },
      json(200, { _embedded: { sessions }, page: { totalElements: 2 } }),
      'always',
    );
    const { exitCode, log, csv } = await report();

    expect(exitCode).toBe(1);
    expect(log).toContain('sessions of the organizer: GoTo counts 2, and sent 1.');
    expect(csv).toContain('"Second steps');
  });

  it('may be less than it sent', async () => {
    await start([{ ...first, registrantsAttended: 1, registrantCount: 1 }]);

    expect((await report()).exitCode).toBe(0);
  });
});

describe('The days of the report', () => {
  const daysIn = (summary: string) => summary.match(/^## .*/m)?.[0].match(/\d{4}-\d\d-\d\d/g) ?? [];

  it('go on from the last successful run, up to 14 days back', async () => {
    await start([]);
    const reports = [
      { now: '2026-10-31T04:23:00Z', fails: true },
      { now: '2026-11-01T04:23:00Z' },
      { now: '2026-11-02T04:23:00Z', fails: true },
      { now: '2026-11-04T09:40:00Z' }, // late, after a night without a run
      { now: '2026-11-04T11:00:00Z' }, // by hand
      { now: '2026-11-05T04:23:00Z', day: '2026-11-01' },
      { now: '2026-11-05T04:23:00Z' },
      { now: '2026-11-26T04:23:00Z' },
    ];
    const days = [];
    for (const { fails, ...options } of reports) {
      if (fails) job.api.on({ path: /sessions/ }, json(200, {}));
      const { exitCode, summary } = await report(options);
      expect(exitCode).toBe(fails ? 1 : 0);
      days.push(daysIn(summary).join(' '));
    }

    const twoWeeks = Array.from({ length: 14 }, (_, index) => `2026-11-${index + 12}`).join(' ');
    expect(days).toEqual([
      '2026-10-30',
      '2026-10-30 2026-10-31',
      '2026-11-01',
      '2026-11-01 2026-11-02 2026-11-03',
      '',
      '2026-11-01',
      '2026-11-04',
      twoWeeks,
    ]);
  });

  // Runs around each clock change, and sessions that ended in the first and last minute of each hour.
  it.each([
    ['Europe/Berlin', '2026-10-25'],
    ['Europe/Berlin', '2027-03-28'],
    ['America/New_York', '2026-11-01'],
    ['America/New_York', '2027-03-14'],
    ['Australia/Sydney', '2026-10-04'],
    ['Australia/Sydney', '2027-04-04'],
  ])('come once each in %s around %s', async (zone, change) => {
    const at = (hour: number, minute = 0) =>
      new Date(Date.parse(change) + (hour * 60 + minute) * 60_000).toISOString();
    const hours = Array.from({ length: 7 * 24 }, (_, index) => index - 3 * 24);
    await start([]);
    for (const [hour, minute] of hours.flatMap(
      (hour) =>
        [
          [hour, 0],
          [hour, 59],
        ] as const,
    )) {
      const [startTime, endTime] = [at(hour - 1, minute), at(hour, minute)];
      const key = `${hour + 1000}${minute}`;
      const session = {
        ...first,
        sessionKey: key,
        webinarKey: key,
        webinarName: key,
        startTime,
        endTime,
      };
      job.api.sessions.push({
        ...session,
        registrantsAttended: 0,
        registrantCount: 0,
        attendees: [],
      });
      job.api.webinars.push({ webinarKey: key, subject: '', times: [] });
    }
    const table: string[] = [];
    const days: string[] = [];
    const reported: string[] = [];
    for (const night of [-1, 0, 1, 2, 3]) {
      const now = at(night * 24 + 4, 23);
      const { summary } = await report({ now, zone });
      table.push(`${now.slice(0, 16)}Z ${daysIn(summary).join(' ') || 'none'}`);
      days.push(...daysIn(summary));
      reported.push(...(summary.match(/(?<=, )\d+(?=: nobody)/g) ?? []));
    }

    const dayOf = (time: string) => new Date(time).toLocaleDateString('sv-SE', { timeZone: zone });
    const expected = job.api.sessions.filter(({ endTime }) => days.includes(dayOf(endTime)));
    expect(days).toEqual([...new Set(days)].sort());
    expect(reported).toEqual(expected.map(({ sessionKey }) => sessionKey));
    await expect([zone, ...table, ''].join('\n')).toMatchFileSnapshot(`files/days-${change}.txt`);
  });
});

describe('GoTo', () => {
  it('is asked again when it is busy, or its answer is cut', async () => {
    await start([first]);
    job.api.on({ path: /\/sessions\?/ }, tooManyRequests(3), 2);
    job.api.on({ path: /\/attendees/ }, { status: 503 });
    job.api.on({ path: /\/attendees/ }, 'reset');
    job.api.on({ path: /\/attendees/ }, 'cut');
    const { exitCode, log, waits } = await report();

    expect({ exitCode, log }).toEqual({ exitCode: 0, log: '' });
    // At most ten requests a second, and after the time that it asks for.
    expect(waits).toEqual([100, 3000, 100, 3000, 100, 100, 2000, 100, 4000, 100, 8000, 100, 100]);
  });

  it('is asked five times at most', async () => {
    await start([first]);
    job.api.on({}, tooManyRequests(), 'always');

    expect((await report()).log).toContain(
      'sessions of the organizer: GoTo: /sessions failed (429): ',
    );
    expect(job.api.requests).toHaveLength(5);
  });

  it('is quoted when it refuses', async () => {
    await start([first]);
    job.api.on({}, expiredToken(), 'always');

    expect((await report()).log).toContain(
      '/sessions failed (403): {"int_err_code":"InvalidToken"}',
    );
  });
});

const person = (digit: number, firstName: string, lastName: string) => ({
  registrantKey: 9007199254740993000n + BigInt(digit),
  firstName,
  lastName,
  email: `${firstName.toLowerCase().slice(0, 3)}@example.com`,
});

// Two whose keys differ in the last digit.
const [adaHerself, joHimself] = [
  person(1, 'Ada', 'Lovelace'),
  person(2, 'Jörg "Jo"', 'Müller, Dr.\nAbteilung; =1+1'),
];
const eve = {
  ...person(6, '=EVE()', '[x](https://evil.example) | `y`'),
  registrationDate: '2026-11-26T01:00:00Z',
};

const registrants: RegistrantSeed[] = [
  { ...adaHerself, status: 'APPROVED', registrationDate: '2026-11-01T08:15:00Z' },
  { ...joHimself, status: 'APPROVED' },
  { ...person(3, 'Grace', '<img src=x onerror=alert(1)>'), status: 'APPROVED' },
  { ...person(4, 'Walt', 'Waits'), status: 'WAITING' },
  { ...person(5, 'Dan', 'Denied'), status: 'DENIED' },
  eve,
];

const ada: AttendeeSeed = {
  ...adaHerself,
  attendanceTimeInSeconds: 1790,
  attendance: [
    { joinTime: '2026-11-25T09:30:00Z', leaveTime: '2026-11-25T10:00:10Z' },
    { joinTime: '2026-11-25T09:00:30Z', leaveTime: '2026-11-25T09:29:50Z' },
  ],
};
const jo: AttendeeSeed = { ...joHimself, attendanceTimeInSeconds: 29 };

const first: SessionSeed = {
  sessionKey: '1001',
  webinarKey: '9007199254740993201',
  webinarName: 'First steps | <b>for all</b>',
  startTime: '2026-11-25T09:00:00Z',
  endTime: '2026-11-25T10:00:00Z',
  registrantsAttended: 2,
  registrantCount: 5,
  attendees: [ada, jo],
};

// The same webinar, started again: Ada is there twice, once more under the same key.
const restarted: SessionSeed = {
  ...first,
  sessionKey: '1003',
  startTime: '2026-11-25T10:10:00Z',
  endTime: '2026-11-25T11:00:00Z',
  attendees: [
    {
      ...ada,
      attendance: [{ joinTime: '2026-11-25T10:11:00Z', leaveTime: '2026-11-25T10:20:00Z' }],
    },
    {
      ...ada,
      attendance: [{ joinTime: '2026-11-25T10:30:00Z', leaveTime: '2026-11-25T10:59:00Z' }],
    },
  ],
};

// It ended on the day of the report, in Berlin, and somebody came who is no registrant any more.
const second: SessionSeed = {
  ...first,
  sessionKey: '1002',
  webinarKey: '9007199254740993202',
  webinarName: 'Second steps =HYPERLINK("https://evil.example")',
  startTime: '2026-11-24T22:30:00Z',
  endTime: '2026-11-24T23:30:00Z',
  registrantsAttended: 1,
  attendees: [
    {
      ...person(9, 'Zoë', 'Gone'),
      email: '+41@example.com',
      attendanceTimeInSeconds: 0,
      attendance: [],
    },
  ],
};
