import { createHash } from 'node:crypto';
import { placeName, type SecretPlace } from '../github/places';
import { namesAt, type PendingWrite } from '../github/store';

/** What the browser shows at the end: plain text, whose line breaks stay. */
export interface Page {
  status: number;
  title: string;
  paragraphs: string[];
}

const style = `
:root { color-scheme: light dark; }
body { margin: 0 auto; padding: 15vh 1.5rem 3rem; max-width: 34rem;
  font: 1.125rem/1.6 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.25; }
p { white-space: pre-line; }
`;

/** The page may load nothing but its own style, and is not cached. */
export const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** The page as HTML. */
export function render({ title, paragraphs }: Page): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escaped(title)}</h1>
${paragraphs.map((text) => `<p>${escaped(text)}</p>`).join('\n')}
</body>
</html>
`;
}

/** Text as it may stand between tags. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

export const backToTerminal = 'You can close this tab and continue in the terminal.';

/** What was stored, where and for whom, and what was not. */
export function storedPage(
  writes: PendingWrite[],
  { places, principal }: { places: SecretPlace[]; principal: string | undefined },
): Page {
  const whom = principal === undefined ? '' : `, for ${principal}`;
  const listOf = (kind: 'stored' | 'failed', title: (place: string) => string) =>
    places.flatMap((place) => {
      const names = namesAt(place, writes, kind);
      return names.length > 0 ? [[title(placeName(place)), ...names].join('\n')] : [];
    });
  const stored = listOf('stored', (place) => `Stored in ${place}${whom}:`);
  const failed = listOf('failed', (place) => `Not stored in ${place}:`);
  if (failed.length === 0) {
    const title = '✓ You are signed in, and everything is stored';
    return { status: 200, title, paragraphs: [...stored, backToTerminal] };
  }
  const advice = 'The terminal shows a command to store each of them.';
  const texts = [...stored, ...failed, advice, backToTerminal];
  return failurePage(500, 'You are signed in, but not everything is stored', ...texts);
}

/** The page for a sign-in that failed, or for a request that is not the callback. */
export function failurePage(status: number, title: string, ...paragraphs: string[]): Page {
  return { status, title: `✗ ${title}`, paragraphs };
}
