import { describe, expect, it } from 'vitest';
import {
  type Registrant,
  startWebinarJob,
  type Webinar,
  type WebinarJob,
} from '../support/webinar-stand-in';

let job: WebinarJob;

async function start(webinars: Webinar[], options = {}): Promise<void> {
  job = await startWebinarJob(options);
  job.api.webinars.push(...webinars);
}

async function list(webinarKey = '', details = '') {
  const values = { 'inputs.webinar-key': webinarKey, 'inputs.details': details };
  const { files, ...run } = await job.run('registrants', { values });
  return { ...run, csv: files['registrants.csv'] };
}

describe('The list of registrants', () => {
  it('is a file of every webinar of the next 90 days', async () => {
    await start([first, second, first, past], { largestPage: 2 }); // the first has two dates
    const { exitCode, log, summary, csv } = await list();

    expect({ exitCode, log }).toEqual({ exitCode: 0, log: '' });
    await expect(csv).toMatchFileSnapshot('files/registrants.csv');
    await expect(summary).toMatchFileSnapshot('files/registrants-summary.txt');
  });

  it('has what takes a call for each person, of one webinar, on request, even of a past one', async () => {
    await start([first, { ...past, registrants: people(101) }]);
    job.api.on({ path: /registrants\/9007199254740993099/ }, { status: 500 }, 5);
    const { exitCode, log, csv = '' } = await list(past.webinarKey, 'true');

    expect(exitCode).toBe(1);
    expect(log).toMatch(/^0 of 101 registrants\n::error::.* Details: GoTo: .*99 failed \(500\)/);
    expect(csv.match(/"Long ago",.*"APPROVED","Engines, Ltd","Countess"/g)).toHaveLength(99);
    expect(csv.match(/"APPROVED","",""/g)).toHaveLength(2);
    expect(csv).not.toContain('First steps');

    const log2 = '0 of 101 registrants\n100 of 101 registrants\n';
    expect(await list(past.webinarKey, 'true')).toMatchObject({ exitCode: 0, log: log2 });
  });

  it('has every page, and each person once, and says which lists are cut', async () => {
    await start([{ ...first, registrants: [...people(45), ...people(3)] }], { largestPage: 10 });
    const webinars = [{ ...first, registrants: [] }, { subject: 'No key' }];
    const body = { _embedded: { webinars }, page: { totalElements: 3 } };
    job.api.on({ path: /webinars\?/ }, { status: 200, body }, 'always');
    const { exitCode, log, csv = '' } = await list();

    const keys = people(45).map(({ registrantKey }) => registrantKey);
    expect(csv.match(/(?<=")\d{19}(?=","\d{19}"‹)/g)).toEqual(keys);
    expect(exitCode).toBe(1);
    expect(log).toContain('webinars of the organizer: GoTo counts 3, and sent 1.');
    expect(log).toContain('of "First steps | <b>for all</b>": GoTo counts 48, and sent 45.');
  });

  it('is no file when no webinar is planned', async () => {
    await start([past]);
    expect(await list()).toMatchObject({ exitCode: 0, csv: undefined });
  });

  it('says that GoTo knows no such webinar, or answers something else', async () => {
    await start([first]);
    expect((await list('123')).log).toContain('::error::GoTo: /webinars/123 failed (404): {');

    job.api.on({}, { status: 200, body: { errorCode: 'Busy' } });
    expect((await list('123')).log).toBe('::error::GoTo answered {"errorCode":"Busy"}\n');
  });
});

const ada = {
  registrantKey: '9007199254740993001',
  firstName: 'Ada',
  lastName: 'Lovelace',
  email: 'ada@example.com',
  registrationDate: '2026-11-01T08:15:00Z',
  status: 'APPROVED',
  joinUrl: 'https://join.example.com/1',
  organization: 'Engines, Ltd',
  jobTitle: 'Countess',
};
const jo = { ...ada, registrantKey: '9007199254740993002', status: 'WAITING' };
const eve = { ...ada, registrantKey: '9007199254740993003', status: 'DENIED' };
const people = (count: number): Registrant[] =>
  Array.from({ length: count }, (_, index) => {
    return { ...ada, registrantKey: String(9007199254740993000n + BigInt(index)) };
  });

const first: Webinar = {
  webinarKey: '9007199254740993201',
  subject: 'First steps | <b>for all</b>',
  times: [{ startTime: '2026-12-01T09:00:00Z', endTime: '2026-12-01T10:00:00Z' }],
  registrants: [
    ada,
    { ...jo, firstName: '=LINK("x")', lastName: 'Müller, Dr.\r\n"Jo"' },
    { ...eve, firstName: '  @SUM(A1)', lastName: '－1' },
  ],
};
const second = {
  ...first,
  webinarKey: '9007199254740993202',
  subject: 'Nobody yet',
  registrants: [],
};
const past = {
  webinarKey: '9007199254740993203',
  subject: 'Long ago',
  times: [{ startTime: '2026-01-01T09:00:00Z', endTime: '2026-01-01T10:00:00Z' }],
  registrants: [ada],
};
