import { describe, expect, it } from 'vitest';
import { startWebinarJob, type Webinar } from '../support/webinar-stand-in';

interface Options {
  env?: Record<string, string>;
  largestPage?: number;
  /** What GoTo sends in place of the webinars. */
  sent?: object[];
}

async function build(webinars: Webinar[], { env = {}, sent, ...options }: Options = {}) {
  const job = await startWebinarJob(options);
  job.api.webinars.push(...webinars);
  const body = { _embedded: { webinars: sent }, page: { totalElements: 2 } };
  if (sent) job.api.on({}, { status: 200, body }, 'always');
  const run = await job.run('webinar-calendar', { now: '2026-11-26T05:41:00Z', env });
  const { 'site/index.md': page = '', 'site/webinars.ics': calendar = '' } = run.files;
  return { ...run, page, calendar };
}

describe('The webinar calendar', () => {
  it('is a page and an .ics file, and lists a webinar once for each of its dates', async () => {
    const built = await build([series, hostile, insecure, series], { largestPage: 3 });

    expect(built).toMatchObject({ exitCode: 0, log: '' });
    await expect(built.page).toMatchFileSnapshot('files/calendar-page.txt');
    await expect(built.calendar).toMatchFileSnapshot('files/calendar.txt');
    const lines = built.calendar.split('‹CRLF›\n').map((line) => Buffer.byteLength(line));
    expect(Math.max(...lines)).toBe(75);
  });

  it('holds only the webinars that are to be published, with the time of its zone', async () => {
    const env = { ONLY: '^Weekly', TIME_ZONE: 'America/New_York' };
    const { page, calendar } = await build([series, hostile], { env });

    expect(page.match(/(?<=^- ).*\)(?=:)/gm)).toEqual([
      'Sun 29 Nov 2026, 04:00 (America/New_York)',
      'Mon 4 Jan 2027, 04:00 (America/New_York)',
    ]);
    expect(calendar.match(/^BEGIN:VEVENT/gm)).toHaveLength(2);
  });

  it.each([
    ['times', { subject: 'Odd', times: null }, 'Odd'],
    ['one of its times', { subject: 'Odd', times: [null, ...series.times] }, 'Odd'],
    ['an end', { subject: 'Odd', times: [{ startTime: '2026-12-29T09:00:00Z' }] }, 'Odd'],
    ['a subject', { subject: null }, '7'],
  ])('names a webinar that lacks %s, and holds the others', async (_, odd, name) => {
    const sent = [{ ...series, webinarKey: '7', ...odd }, series];
    const { exitCode, log, calendar } = await build([], { sent });

    const leftOut = `::warning::Left out, without subject or time: ${name}\n`;
    expect({ exitCode, log }).toEqual({ exitCode: 0, log: leftOut });
    expect(calendar.match(/^UID:.{19}-/gm)).toHaveLength(2);
  });

  it('is left as it was where the list is cut', async () => {
    const { exitCode, log, files } = await build([], { sent: [series] });

    expect({ exitCode, files }).toEqual({ exitCode: 1, files: {} });
    expect(log).toContain('webinars of the organizer: GoTo counts 2, and sent 1.');
  });
});

const series: Webinar = {
  webinarKey: '9007199254740993201',
  subject: 'Weekly questions',
  times: [
    { startTime: '2026-11-25T09:00:00Z', endTime: '2026-11-25T10:00:00Z' }, // over
    { startTime: '2026-11-29T09:00:00Z', endTime: '2026-11-29T10:00:00Z' },
    { startTime: '2027-01-04T09:00:00Z', endTime: '2027-01-04T10:00:00Z' },
    { startTime: '2027-06-07T09:00:00Z', endTime: '2027-06-07T10:00:00Z' }, // in more than 90 days
  ],
  registrationUrl: 'https://attendee.gotowebinar.com/register/9007199254740993201?a=1&b={{2}}',
};

const insecure: Webinar = {
  ...series,
  webinarKey: '9007199254740993203',
  subject: 'No link',
  times: series.times.slice(1, 2),
  registrationUrl: 'javascript:alert(1)',
};

const hostile: Webinar = {
  webinarKey: '9007199254740993202',
  subject: `${'Größe € 🎉 '.repeat(12)}{{ site.github }} <script>alert(1)</script> [x](y), a; b\\c`,
  description: 'One\r\nTwo\nThree\tfour',
  times: [{ startTime: '2026-12-24T22:30:00Z', endTime: '2026-12-25T00:30:00Z' }],
};
