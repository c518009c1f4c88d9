import { createHash } from 'node:crypto';
import type { OutgoingHttpHeaders } from 'node:http';
import { placeName, type SecretPlace } from '../github/places';
import { namesAt, type PendingWrite } from '../github/store';

/** What the browser shows at the end. The texts are plain text, shown as they are. */
export interface Page {
  status: number;
  mark: '✓' | '✗';
  title: string;
  /** in order; an array is shown as a list of names */
  paragraphs: (string | string[])[];
}

const style = `
:root { color-scheme: light dark; }
body { margin: 0 auto; padding: 15vh 1.5rem 3rem; max-width: 34rem;
  font: 1.125rem/1.6 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.25; }
.mark { color: light-dark(#cf222e, #f85149); }
.mark.good { color: light-dark(#1a7f37, #3fb950); }
`;

/** The page may load nothing but its own style, and is not cached. */
export const pageHeaders: OutgoingHttpHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** The page as HTML. */
export function render({ mark, title, paragraphs }: Page): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<h1><span class="mark${mark === '✓' ? ' good' : ''}">${mark}</span> ${escaped(title)}</h1>
${paragraphs.map(renderParagraph).join('\n')}
</body>
</html>
`;
}

function renderParagraph(paragraph: string | string[]): string {
  if (typeof paragraph === 'string') return `<p>${escaped(paragraph)}</p>`;
  const items = paragraph.map((name) => `<li><code>${escaped(name)}</code></li>`);
  return `<ul>${items.join('')}</ul>`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

const backToTerminal = 'You can close this tab and continue in the terminal.';

/** What was stored, where and for whom, and what was not. */
export function storedPage(
  writes: PendingWrite[],
  { places, principal }: { places: SecretPlace[]; principal: string | undefined },
): Page {
  const whom = principal === undefined ? '' : `, for ${principal}`;
  const listOf = (kind: 'stored' | 'failed', title: (place: string) => string) =>
    places.flatMap((place) => {
      const names = namesAt(place, writes, kind);
      return names.length > 0 ? [title(placeName(place)), names] : [];
    });
  const stored = listOf('stored', (place) => `Stored in ${place}${whom}:`);
  const failed = listOf('failed', (place) => `Not stored in ${place}:`);
  if (failed.length === 0) {
    const title = 'You are signed in, and everything is stored';
    return { status: 200, mark: '✓', title, paragraphs: [...stored, backToTerminal] };
  }
  const title = 'You are signed in, but not everything is stored';
  const advice = 'The terminal shows a command to store each of them.';
  const paragraphs = [...stored, ...failed, advice, backToTerminal];
  return { status: 500, mark: '✗', title, paragraphs };
}

/**
 * The page for a failed sign-in.
 *
 * @param status 200 when the person or GoTo refused it
 * @param explanation what to show of the failure; undefined if it is not to be expected
 */
export function failurePage(
  status: 200 | 500,
  explanation: { message: string; hint: string } | undefined,
): Page {
  const texts = explanation ? [explanation.message, explanation.hint] : [];
  return refusalPage(status, 'The sign-in failed', ...texts, backToTerminal);
}

/** The page for a request that is not the callback. */
export function refusalPage(status: number, title: string, ...paragraphs: string[]): Page {
  return { status, mark: '✗', title, paragraphs };
}
