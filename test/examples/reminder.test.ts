import { beforeEach, describe, expect, it } from 'vitest';
import { startWebinarJob, type Webinar, type WebinarJob } from '../support/webinar-stand-in';

const slack = 'https://hooks.slack.com/services/T0/B0/secret';
const teams = 'https://example.webhook.office.com/workflows/1?sig=secret';

let job: WebinarJob;
beforeEach(async () => {
  job = await startWebinarJob();
});

/** Runs the reminder, when GitHub created the run or later. The next time, GitHub lists this run too. */
function remind({
  created = '',
  slackUrl = slack,
  teamsUrl = '',
  ...more
}: Record<string, string>) {
  const values = { 'secrets.SLACK_WEBHOOK_URL': slackUrl, 'secrets.TEAMS_WEBHOOK_URL': teamsUrl };
  return job.run('reminder', { created, now: created, ...more, values });
}

/** What was sent to a channel since the last look. */
function messages(): string[] {
  return job.webhook.requests
    .splice(0)
    .filter(({ status }) => status === 200)
    .map(({ body }) => body);
}

const webinarAt = (startTime: string, subject = startTime): Webinar => ({
  webinarKey: '9007199254740993201',
  subject,
  times: [{ startTime, endTime: new Date(Date.parse(startTime) + 3_600_000).toISOString() }],
  registrationUrl: 'https://attendee.gotowebinar.com/register/9007199254740993201?a=1&b=2',
});

describe('The reminder', () => {
  it('goes to Slack and to Teams when a webinar starts soon', async () => {
    job.api.webinars.push(
      webinarAt('2026-11-26T11:30:00Z', 'Later'),
      webinarAt('2026-11-26T10:30:00Z', '<!channel> **Q&A** [x](y)'),
    );
    expect((await remind({ created: '2026-11-26T05:17:00Z' })).exitCode).toBe(0);
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

  it('comes once for each webinar, however the schedule is kept', async () => {
    const day = Date.parse('2026-11-26T00:00:00Z');
    const starts = Array.from({ length: 48 }, (_, index) => new Date(day + index * 1_200_000));
    job.api.webinars.push(...starts.map((start) => webinarAt(start.toISOString())));

    const told: string[] = [];
    for (const [created, now = created, fails] of schedule) {
      if (fails) job.webhook.on({ method: 'POST' }, { status: 500 });
      const { exitCode } = await remind({ created, now });
      expect(exitCode, created).toBe(fails ? 1 : 0);
      told.push(...messages().flatMap((body) => body.match(/2026-11-26T[\d:.]+Z/g) ?? []));
    }

    const [from, until] = ['2026-11-26T00:17:00.000Z', '2026-11-26T10:40:00.000Z'];
    const expected = starts.map((start) => start.toISOString());
    expect(told).toEqual(expected.filter((start) => start > from && start <= until));
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

  it('fails for a list that is cut, and names what lacks something, but sends the rest', async () => {
    const good = webinarAt('2026-11-26T12:00:00Z', 'Good');
    const webinars = [{ ...good, subject: 'Odd', times: null }, good];
    const body = { _embedded: { webinars }, page: { totalElements: 3 } };
    job.api.on({}, { status: 200, body }, 'always');
    const { exitCode, log } = await remind({ created: '2026-11-26T10:17:00Z' });

    expect(exitCode).toBe(1);
    expect(log).toContain('webinars of the organizer: GoTo counts 3, and sent 2.');
    expect(log).toContain('Left out, without subject or time: Odd\n1 webinars start until');
    expect(messages().join()).toContain('Good');
  });

  it('asks for a webhook when there is none', async () => {
    const { exitCode, log } = await remind({ created: '2026-11-26T10:17:00Z', slackUrl: '' });

    expect(exitCode).toBe(1);
    expect(log).toMatch(/^::error::Save SLACK_WEBHOOK_URL or TEAMS_WEBHOOK_URL/);
  });
});

/** Runs from midnight on, every hour at :17 if GitHub kept its word: when each was created and started. */
const schedule: [created: string, now?: string, fails?: 'fails'][] = [
  ['2026-11-26T00:17:00Z'], // the first run: no other before it
  ['2026-11-26T01:17:00Z'],
  ['2026-11-26T03:00:00Z'], // late
  ['2026-11-26T03:17:00Z', '2026-11-26T03:40:00Z'], // waits for its turn
  // 04:17 and 05:17 are skipped
  ['2026-11-26T05:16:00Z'],
  ['2026-11-26T06:17:00Z', '2026-11-26T06:17:00Z', 'fails'],
  ['2026-11-26T07:17:00Z', '2026-11-26T07:17:00Z', 'fails'],
  ['2026-11-26T07:19:00Z'], // started by hand
  ['2026-11-26T08:40:00Z'],
];
