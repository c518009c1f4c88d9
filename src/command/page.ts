import { createHash } from 'node:crypto';
import type { OutgoingHttpHeaders } from 'node:http';

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
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
  };
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? '');
}
