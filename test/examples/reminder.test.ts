import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startWebinarJob, type WebinarJob } from '../support/webinar-job';
import { json, type WebinarSeed } from '../support/webinar-stand-in';

const slack = 'https://hooks.slack.com/services/T0/B0/secret';
const teams = 'https://example.webhook.office.com/workflows/1?sig=secret';

let job: WebinarJob;
beforeEach(async () => {
  job = await startWebinarJob();
});
afterEach(() => job.close());

interface Reminder {
  /** When GitHub made the run, which is also when it starts unless `now` is given. */
  created: string;
  now?: string;
  slackUrl?: string;
  teamsUrl?: string;
}

/** Runs the reminder once. The next time, GitHub lists this run too. */
function remind({ created, now = created, slackUrl = slack, teamsUrl = '' }: Reminder) {
  const values = { 'secrets.SLACK_WEBHOOK_URL': slackUrl, 'secrets.TEAMS_WEBHOOK_URL': teamsUrl };
  return job.run('reminder', { now, created, values });
}

/** What was sent to a channel since the last look. */
function messages(): string[] {
  return job.webhook.requests
    .splice(0)
    .filter(({ status }) => status === 200)
    .map(({ body }) => body);
}

const webinarAt = (startTime: string, subject = startTime): WebinarSeed => ({
  webinarKey: '9007199254740993201',
  subject,
  times: [{ startTime, endTime: new Date(Date.parse(startTime) + 3_600_000).toISOString() }],
  registrationUrl: 'https://attendee.gotowebinar.com/register/9007199254740993201?a=1&b=2',
});

describe('The reminder', () => {
  it('goes to Slack and to Teams', async () => {
    job.api.webinars.push(
      webinarAt('2026-11-26T11:30:00Z', 'Later'),
      webinarAt('2026-11-26T10:30:00Z', '<!channel> **Q&A** [x](y)'),
    );
    const { exitCode, log } = await remind({ created: '2026-11-26T10:17:00Z', teamsUrl: teams });

    expect(exitCode).toBe(0);
    expect(log).toBe('2 webinars start until Thu 26 Nov 2026, 13:17 (Europe/Berlin).\n');
    const urls = job.webhook.requests.map(
      ({ headers, target }) => `https://${headers.host}${target}`,
    );
    expect(urls).toEqual([slack, teams]);
    const sent = messages().join('\n\n');
    await expect(`${sent}\n`).toMatchFileSnapshot('files/reminder-messages.txt');
  });

  it('sends nothing when no webinar starts soon', async () => {
    expect((await remind({ created: '2026-11-26T10:17:00Z' })).exitCode).toBe(0);
    expect(job.webhook.requests).toEqual([]);
  });

  it('comes once for each webinar, however the schedule is kept', async () => {
    const day = Date.parse('2026-11-26T00:00:00Z');
    const starts = Array.from({ length: 48 }, (_, index) => new Date(day + index * 1_200_000));
    job.api.webinars.push(...starts.map((start) => webinarAt(start.toISOString())));

    const told: string[] = [];
    for (const { fails, ...run } of schedule) {
      if (fails) job.webhook.on({ method: 'POST' }, { status: 500 });
      const { exitCode } = await remind(run);
      expect(exitCode, run.created).toBe(fails ? 1 : 0);
      told.push(...messages().flatMap((body) => body.match(/2026-11-26T[\d:.]+Z/g) ?? []));
    }

    const from = '2026-11-26T00:17:00.000Z';
    const until = '2026-11-26T10:40:00.000Z';
    const expected = starts
      .map((start) => start.toISOString())
      .filter((start) => start > from && start <= until);
    expect(told).toEqual(expected);
  });

  it('sends nothing when an older run is started again', async () => {
    job.api.webinars.push(webinarAt('2026-11-26T12:00:00Z'));
    await remind({ created: '2026-11-26T10:17:00Z' });
    messages();
    const { log } = await remind({ created: '2026-11-26T09:17:00Z', now: '2026-11-26T10:30:00Z' });

    expect(log).toBe('An earlier run has reminded of all webinars that start soon.\n');
    expect(messages()).toEqual([]);
  });

  it('fails when a channel cannot be reached, after it tried the other', async () => {
    job.api.webinars.push(webinarAt('2026-11-26T12:00:00Z'));
    job.webhook.on({ path: /services/ }, 'reset');
    const { exitCode, log } = await remind({ created: '2026-11-26T10:17:00Z', teamsUrl: teams });

    expect(exitCode).toBe(1);
    expect(log).toContain('::error::Slack answered nothing. The next run tries again.');
    expect(log).not.toContain('secret');
    expect(messages()).toHaveLength(1);
  });

  it.each([
    ['names a webinar that lacks something', 3, 0, 'Left out, without subject or time: Odd\n'],
    ['fails for a list that is cut', 4, 1, 'webinars of the organizer: GoTo counts 4, and sent 3.'],
  ])('%s, and reminds of the others', async (_, totalElements, code, message) => {
    const good = webinarAt('2026-11-26T12:00:00Z', 'Good');
    const odd = [
      { ...good, subject: 'Odd', times: null },
      { ...good, webinarKey: '7', subject: null },
    ];
    const answer = { _embedded: { webinars: [...odd, good] }, page: { totalElements } };
    job.api.on({}, json(200, answer), 'always');
    const { exitCode, log } = await remind({ created: '2026-11-26T10:17:00Z' });

    expect(exitCode).toBe(code);
    expect(log).toContain(message);
    expect(log).toContain('Left out, without subject or time: 7\n1 webinars start until');
    expect(messages().join()).toContain('Good');
  });

  it('asks for a webhook when there is none', async () => {
    const { exitCode, log } = await remind({ created: '2026-11-26T10:17:00Z', slackUrl: '' });

    expect(exitCode).toBe(1);
    expect(log).toMatch(/^::error::Save SLACK_WEBHOOK_URL or TEAMS_WEBHOOK_URL/);
  });
});

/** Runs from midnight on, every hour at :17 if GitHub kept its word. */
const schedule: (Reminder & { fails?: boolean })[] = [
  { created: '2026-11-26T00:17:00Z' }, // the first run: no other before it
  { created: '2026-11-26T01:17:00Z' },
  { created: '2026-11-26T03:00:00Z' }, // late
  { created: '2026-11-26T03:17:00Z', now: '2026-11-26T03:40:00Z' }, // waits for its turn
  // 04:17 and 05:17 are skipped
  { created: '2026-11-26T05:16:00Z' },
  { created: '2026-11-26T06:17:00Z', fails: true },
  { created: '2026-11-26T07:17:00Z', fails: true },
  { created: '2026-11-26T07:19:00Z' }, // started by hand
  { created: '2026-11-26T08:40:00Z' },
];
