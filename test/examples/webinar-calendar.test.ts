import { afterEach, describe, expect, it } from 'vitest';
import { startWebinarJob, visible, type WebinarJob } from '../support/webinar-job';
import { json, type WebinarSeed } from '../support/webinar-stand-in';

let job: WebinarJob;
afterEach(() => job.close());

interface Options {
  env?: Record<string, string>;
  largestPage?: number;
  /** What GoTo sends in place of the webinars. */
  sent?: object[];
}

async function build(webinars: WebinarSeed[], { env = {}, sent, ...options }: Options = {}) {
  job = await startWebinarJob(options);
  job.api.webinars.push(...webinars);
  const answer = { _embedded: { webinars: sent }, page: { totalElements: 2 } };
  if (sent) job.api.on({}, json(200, answer), 'always');
  const run = await job.run('webinar-calendar', { now: '2026-11-26T05:41:00Z', env });
  const { 'site/index.md': page = '', 'site/webinars.ics': calendar = '' } = run.files;
  return { ...run, page, calendar };
}

describe('The webinar calendar', () => {
  it('is a page and an .ics file', async () => {
    const built = await build([series, hostile, insecure], { largestPage: 1 });

    expect(built).toMatchObject({ exitCode: 0, log: '' });
    await expect(built.page).toMatchFileSnapshot('files/calendar-page.txt');
    await expect(visible(built.calendar)).toMatchFileSnapshot('files/calendar.txt');
  });

  it('folds lines at 75 octets, and a reader unfolds them', async () => {
    const { calendar } = await build([hostile]);
    const lines = calendar.split('\r\n');

    expect(lines.pop()).toBe('');
    for (const line of lines) {
      expect(line).not.toMatch(/[\r\n]/);
      expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    }
    expect(calendar.replaceAll('\r\n ', '')).toContain(`\r\nSUMMARY:${'Größe € 🎉 '.repeat(12)}`);
  });

  it('lists a webinar once for each of its dates', async () => {
    // Both come with all their dates, also those that are later than 90 days from now.
    const later = { startTime: '2027-06-07T09:00:00Z', endTime: '2027-06-07T10:00:00Z' };
    const whole = { ...series, times: [...series.times, later] };
    const { calendar } = await build([whole, { ...whole }]);

    expect(calendar.match(/^DTSTART:.*/gm)).toEqual([
      'DTSTART:20261129T090000Z',
      'DTSTART:20270104T090000Z',
    ]);
  });

  it('shows the time of the page in its zone, in summer and in winter', async () => {
    const times = ['2026-11-26T09:00:00Z', '2027-02-20T09:00:00Z'].map((startTime) => ({
      startTime,
      endTime: '2027-03-28T02:00:00Z',
    }));
    const env = { TIME_ZONE: 'America/New_York' };
    const { page } = await build([{ ...series, times }], { env });

    expect(page.match(/(?<=^- ).*\)(?=:)/gm)).toEqual([
      'Thu 26 Nov 2026, 04:00 (America/New_York)',
      'Sat 20 Feb 2027, 04:00 (America/New_York)',
    ]);
  });

  it('holds only the webinars that are to be published', async () => {
    const { page, calendar } = await build([series, hostile], { env: { ONLY: '^Weekly' } });

    expect(page.match(/^- /gm)).toHaveLength(2);
    expect(calendar.match(/^BEGIN:VEVENT/gm)).toHaveLength(2);
  });

  it('names a webinar that lacks something, and holds the others', async () => {
    const odd = { ...series, webinarKey: '7', times: [{ startTime: '2026-12-29T09:00:00Z' }] };
    const { exitCode, log, calendar } = await build([], { sent: [odd, series] });

    const leftOut = '::warning::Left out, without subject or time: Weekly questions\n';
    expect({ exitCode, log }).toEqual({ exitCode: 0, log: leftOut });
    expect(calendar.match(/^UID:9/gm)).toHaveLength(2);
  });

  it('is left as it was where the list is cut', async () => {
    const { exitCode, log, files } = await build([], { sent: [series] });

    expect({ exitCode, files }).toEqual({ exitCode: 1, files: {} });
    expect(log).toContain('webinars of the organizer: GoTo counts 2, and sent 1.');
  });

  it('says so when nothing is planned', async () => {
    const { exitCode, page, calendar } = await build([]);

    expect(exitCode).toBe(0);
    expect(page).toContain('No webinar is planned for the next 90 days.');
    expect(calendar).toMatch(/^BEGIN:VCALENDAR\r\nVERSION:2.0\r\n(.+\r\n)+END:VCALENDAR\r\n$/);
  });
});

const series: WebinarSeed = {
  webinarKey: '9007199254740993201',
  subject: 'Weekly questions',
  times: [
    { startTime: '2026-11-25T09:00:00Z', endTime: '2026-11-25T10:00:00Z' }, // over
    { startTime: '2026-11-29T09:00:00Z', endTime: '2026-11-29T10:00:00Z' },
    { startTime: '2027-01-04T09:00:00Z', endTime: '2027-01-04T10:00:00Z' },
  ],
  registrationUrl: 'https://attendee.gotowebinar.com/register/9007199254740993201?a=1&b={{2}}',
};

const insecure: WebinarSeed = {
  ...series,
  webinarKey: '9007199254740993203',
  subject: 'No link',
  times: series.times.slice(1, 2),
  registrationUrl: 'javascript:alert(1)',
};

const hostile: WebinarSeed = {
  webinarKey: '9007199254740993202',
  subject: `${'Größe € 🎉 '.repeat(12)}{{ site.github }} <script>alert(1)</script> [x](y), a; b\\c`,
  description: 'One\r\nTwo\nThree\tfour',
  times: [{ startTime: '2026-12-24T22:30:00Z', endTime: '2026-12-25T00:30:00Z' }],
};
