const { between, datesOf, finish, list, runTimes, when } = require('./shared.cjs');

module.exports = main;

/** @type {Main} */
async function main({ core, github, context }) {
  const { SLACK_WEBHOOK_URL, TEAMS_WEBHOOK_URL, LEAD_MINUTES } = process.env;
  if (!SLACK_WEBHOOK_URL && !TEAMS_WEBHOOK_URL) {
    throw new Error(
      'Save SLACK_WEBHOOK_URL or TEAMS_WEBHOOK_URL as a secret of the environment "goto".',
    );
  }
  const [created, last] = await runTimes({ github, context });
  const lead = Number(LEAD_MINUTES) * 60_000;
  const after = Math.max((last || 0) + lead, Date.now());
  const until = created + lead;
  if (after >= until)
    return core.info('An earlier run has reminded of all webinars that start soon.');

  const problems = [];
  const query = between(after - 3_600_000, until + 3_600_000);
  const dates = datesOf(await list('/webinars', { query, problems }), core);
  const soon = dates.filter(
    ({ startTime }) => Date.parse(startTime) > after && Date.parse(startTime) <= until,
  );
  core.info(`${soon.length} webinars start until ${when(until)}.`);

  // One message for all, so that none of them was sent when this fails.
  const failures = [];
  if (soon.length > 0 && SLACK_WEBHOOK_URL) {
    failures.push(await failureOf('Slack', SLACK_WEBHOOK_URL, slackMessage(soon)));
  }
  if (soon.length > 0 && TEAMS_WEBHOOK_URL) {
    failures.push(await failureOf('Teams', TEAMS_WEBHOOK_URL, teamsMessage(soon)));
  }
  const said = failures.filter(Boolean).join(' ');
  if (said) throw new Error(`${said} The next run tries again.`);
  if (problems.length > 0) await finish(core, ['## Webinar reminder'], problems);
}

// Posts a message. Returns what went wrong, if anything did.
/** @type {(name: string, url: string, message: object) => Promise<string>} */
async function failureOf(name, url, message) {
  const options = {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(message),
  };
  const { ok, status } = await fetch(url, options).catch(() => ({ ok: false, status: 'nothing' }));
  return ok ? '' : `${name} answered ${status}.`;
}

/** @type {(webinars: WebinarDate[]) => object} */
function slackMessage(webinars) {
  const escaped = (text) =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const lines = webinars.map(({ startTime, subject, registrationUrl }) =>
    escaped([`${when(startTime)}: ${subject}`, registrationUrl].filter(Boolean).join('\n')),
  );
  return { text: `Webinars that start soon:\n${lines.join('\n')}` };
}

/** @type {(webinars: WebinarDate[]) => object} */
function teamsMessage(webinars) {
  // Text runs show what they hold, where a TextBlock would read it as Markdown.
  const line = (text) => ({ type: 'RichTextBlock', inlines: [{ type: 'TextRun', text }] });
  const content = {
    type: 'AdaptiveCard',
    version: '1.4',
    body: [
      { type: 'TextBlock', text: 'Webinars that start soon', weight: 'Bolder' },
      ...webinars.map(({ startTime, subject }) => line(`${when(startTime)}: ${subject}`)),
    ],
    actions: webinars
      .filter(({ registrationUrl }) => registrationUrl)
      .slice(0, 6)
      .map(({ subject, registrationUrl }) => ({
        type: 'Action.OpenUrl',
        title: subject,
        url: registrationUrl,
      })),
  };
  return {
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content }],
  };
}
