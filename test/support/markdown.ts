/** A fenced block of code. */
interface Block {
  /** The line it starts on. */
  line: number;
  language: string;
  text: string;
}

const fence = /^( *)```(\w*)\n([\s\S]*?)\n\1```$/gm;

/** The fenced blocks of a text, without the indentation of a list. */
export function codeBlocks(markdown: string): Block[] {
  return [...markdown.matchAll(fence)].map(({ index, 1: indent = '', 2: language, 3: text }) => ({
    line: markdown.slice(0, index).split('\n').length,
    language: language ?? '',
    text: (text ?? '').replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  }));
}

/** The text without its fenced blocks, which contain neither headings nor links. */
export const withoutCode = (markdown: string): string => markdown.replaceAll(fence, '');

/** The headings of a text, without the `#`. */
export const headingsOf = (markdown: string): string[] =>
  [...withoutCode(markdown).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading ?? '');

/** GitHub's anchor for a heading. */
export const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
