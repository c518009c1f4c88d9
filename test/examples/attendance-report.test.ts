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
  type SessionSeed,
  tooManyRequests,
} from '../support/webinar-stand-in';

const now = '2026-11-26T04:23:00Z';

let job: WebinarJob;
afterEach(() => job.close());

async function start(sessions: SessionSeed[], options?: WebinarJobOptions): Promise<void> {
  job = await startWebinarJob(options);
  job.api.sessions.push(...sessions);
}

/** Runs the report. @returns how it went, and its CSV file */
async function report({ at = now, day = '', zone = 'Europe/Berlin' } = {}) {
  const { files, ...run } = await job.run('attendance-report', {
    now: at,
    values: { 'inputs.day': day },
    env: { TIME_ZONE: zone },
  });
  return { ...run, files: Object.keys(files), csv: files['attendance.csv'] ?? '' };
}

describe('The attendance report', () => {
  it('shows who came to each webinar of yesterday, and for how long', async () => {
    await start([second, first, empty], { largestPage: 1 });
    const { exitCode, log, summary, csv } = await report();

    expect({ exitCode, log }).toEqual({ exitCode: 0, log: '' });
    await expect(visible(csv)).toMatchFileSnapshot('files/attendance.csv');
    await expect(summary).toMatchFileSnapshot('files/attendance-summary.txt');
  });

  it('keeps people apart whose keys differ in the last digit', async () => {
    await start([first]);
    const { csv } = await report();

    expect(csv.match(/"\d{19}"/g)).toEqual(['"9007199254740993001"', '"9007199254740993002"']);
  });

  it('says so when no webinar took place, and writes no file', async () => {
    await start([]);
    const { exitCode, summary, files } = await report();

    expect({ exitCode, files }).toEqual({ exitCode: 0, files: [] });
    expect(summary).toContain('No webinar took place.');
  });

  it('reports another day when asked', async () => {
    await start([{ ...first, startTime: '2026-10-01T08:00:00Z', endTime: '2026-10-01T09:00:00Z' }]);

    expect((await report({ day: '2026-10-01' })).csv).toContain('2026-10-01 10:00:00+02:00');
  });

  it('refuses a day that is written otherwise', async () => {
    await start([]);
    const { exitCode, log } = await report({ day: '25.11.2026' });

    expect(exitCode).toBe(1);
    expect(log).toBe('::error::"25.11.2026" is not a day such as 2026-11-25.\n');
    expect(job.api.requests).toEqual([]);
  });

  it('refuses a public repository before it asks GoTo', async () => {
    await start([first], { isPublic: true });
    const { exitCode, log, files } = await report();

    expect({ exitCode, files }).toEqual({ exitCode: 1, files: [] });
    expect(log).toMatch(/^::error::Use a private repository/);
    expect(job.api.requests).toEqual([]);
  });

  it('shortens the table of a large webinar in the summary, and not the file', async () => {
    const attendees = Array.from({ length: 250 }, (_, index) => ({
      ...person,
      registrantKey: 9007199254740993000n + BigInt(index),
    }));
    await start([{ ...first, attendees }]);
    const { summary, csv } = await report();

    expect(summary).toContain('\n50 more are in the file.');
    expect(summary.match(/^\| Ada/gm)).toHaveLength(200);
    expect(csv.match(/Ada/g)).toHaveLength(250);
  });
});

describe('The day of the report', () => {
  // The first and last minute of the day, and the minutes around it.
  it.each([
    [
      'in winter',
      'Europe/Berlin',
      '2026-11-26T04:23:00Z',
      '2026-11-24T23:00Z',
      '2026-11-25T23:00Z',
    ],
    [
      'when summer time begins',
      'Europe/Berlin',
      '2026-03-30T04:23:00Z',
      '2026-03-28T23:00Z',
      '2026-03-29T22:00Z',
    ],
    [
      'the day after that',
      'Europe/Berlin',
      '2026-03-31T04:23:00Z',
      '2026-03-29T22:00Z',
      '2026-03-30T22:00Z',
    ],
    [
      'when summer time ends',
      'Europe/Berlin',
      '2026-10-26T04:23:00Z',
      '2026-10-24T22:00Z',
      '2026-10-25T23:00Z',
    ],
    [
      'when it begins in the US',
      'America/New_York',
      '2026-03-09T05:23:00Z',
      '2026-03-08T05:00Z',
      '2026-03-09T04:00Z',
    ],
    [
      'when it ends in the US',
      'America/New_York',
      '2026-11-02T05:23:00Z',
      '2026-11-01T04:00Z',
      '2026-11-02T05:00Z',
    ],
    [
      'where it is still the day before',
      'America/Los_Angeles',
      '2026-11-26T04:23:00Z',
      '2026-11-24T08:00Z',
      '2026-11-25T08:00Z',
    ],
    [
      'far in the east',
      'Pacific/Kiritimati',
      '2026-11-26T04:23:00Z',
      '2026-11-24T10:00Z',
      '2026-11-25T10:00Z',
    ],
  ])('is yesterday in the time zone, %s', async (_, zone, at, begins, ends) => {
    const around = [-1, 0].flatMap((minutes) =>
      [begins, ends].map((time) => shifted(time, minutes)),
    );
    await start(
      around.map((startTime) => ({
        ...first,
        webinarName: startTime,
        startTime,
        attendees: [person],
      })),
    );
    const { csv } = await report({ at, zone });
    const reported = [...csv.matchAll(/^"(\d{4}-[^"]+)"/gm)].map(([, name]) => name);

    expect(reported).toEqual([shifted(begins, 0), shifted(ends, -1)]);
  });
});

describe('GoTo', () => {
  it('is asked again when it is busy', async () => {
    await start([first]);
    job.api.on({ path: /\/sessions\?/ }, tooManyRequests(), 2);
    job.api.on({ path: /\/attendees/ }, { status: 503 });
    job.api.on({ path: /\/attendees/ }, 'reset');

    expect(await report()).toMatchObject({ exitCode: 0, log: '' });
    expect(job.api.requests.map(({ status }) => status)).toEqual([
      429,
      429,
      200,
      503,
      undefined, // the connection was reset
      200,
    ]);
  });

  it('is asked five times at most', async () => {
    await start([first]);
    job.api.on({}, tooManyRequests(), 'always');

    expect((await report()).log).toContain('::error::GoTo: GET /sessions failed (429): ');
    expect(job.api.requests).toHaveLength(5);
  });

  it('is asked no more than ten times a second, and after the time that it asks for', async () => {
    await start(Array.from({ length: 3 }, (_, index) => ({ ...first, sessionKey: `1${index}` })));
    job.api.on({ path: /sessions\/10\/attendees/ }, tooManyRequests(3));
    await job.run('attendance-report', { now, values: { 'inputs.day': '' }, inRealTime: true });
    const times = job.api.requests.map(({ at }) => at);
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));

    // A timer may fire a little early.
    expect(gaps.map((gap) => gap > 95)).toEqual([true, true, true, true]);
    expect(gaps.map((gap) => gap > 2950)).toEqual([false, true, false, false]);
  });

  it('may find the access token expired', async () => {
    await start([first]);
    job.api.on({ path: /attendees/ }, expiredToken());
    const { exitCode, log, files } = await report();

    expect({ exitCode, files }).toEqual({ exitCode: 1, files: [] });
    expect(log).toBe('::error::The access token has expired: it lives an hour. Start a new run.\n');
  });

  it('is quoted when it refuses', async () => {
    await start([first]);
    job.api.on({}, { status: 403, body: { int_err_code: 'AccessDenied', msg: 'No role' } });

    expect((await report()).log).toBe(
      '::error::GoTo: GET /sessions failed (403): {"int_err_code":"AccessDenied","msg":"No role"}\n',
    );
  });
});

const shifted = (time: string, minutes: number) =>
  new Date(Date.parse(time) + minutes * 60_000).toISOString();

const person: AttendeeSeed = {
  registrantKey: 9007199254740993001n,
  firstName: 'Ada',
  lastName: 'Lovelace',
  email: 'ada@example.com',
  attendanceTimeInSeconds: 3570,
  attendance: [
    { joinTime: '2026-11-25T09:30:00Z', leaveTime: '2026-11-25T10:00:10Z' },
    { joinTime: '2026-11-25T09:00:30Z', leaveTime: '2026-11-25T09:29:50Z' },
  ],
};

const first: SessionSeed = {
  sessionKey: '1001',
  webinarKey: '9007199254740993201',
  webinarName: 'First steps | <b>for all</b>',
  startTime: '2026-11-25T09:00:00Z',
  endTime: '2026-11-25T10:00:00Z',
  registrantsAttended: 2,
  registrantCount: 5,
  attendees: [
    person,
    {
      registrantKey: 9007199254740993002n,
      firstName: 'Jörg "Jo"',
      lastName: 'Müller, Dr.\nAbteilung; =1+1',
      email: 'joerg@example.com',
      attendanceTimeInSeconds: 29,
    },
  ],
};

const second: SessionSeed = {
  ...first,
  sessionKey: '1002',
  webinarKey: '9007199254740993202',
  webinarName: '=HYPERLINK("https://evil.example","Second steps")',
  startTime: '2026-11-25T22:30:00Z',
  endTime: '2026-11-25T23:30:00Z',
  registrantCount: 3,
  attendees: [
    {
      registrantKey: 9007199254740993003n,
      firstName: '<img src=x onerror=alert(1)>',
      lastName: '[click](https://evil.example) | `code`',
      email: '+41@example.com',
      attendanceTimeInSeconds: 0,
      attendance: [],
    },
  ],
};

const empty: SessionSeed = {
  ...first,
  sessionKey: '1003',
  webinarName: 'Nobody came',
  startTime: '2026-11-25T12:00:00Z',
  endTime: '2026-11-25T12:05:00Z',
  registrantCount: 0,
  attendees: [],
};
