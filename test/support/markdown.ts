/** A fenced block of code. */
export interface Block {
  /** the line it begins on, to find it by */
  line: number;
  language: string;
  text: string;
  indented: boolean;
}

const fence = /^( *)```(\w*)\n([\s\S]*?)\n\1```$/gm;

/** The fenced blocks of a text, the indentation of a list taken off. */
export function codeBlocks(markdown: string): Block[] {
  return [...markdown.matchAll(fence)].map(({ index, 1: indent = '', 2: language, 3: text }) => ({
    line: markdown.slice(0, index).split('\n').length,
    language: language ?? '',
    text: (text ?? '').replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    indented: indent !== '',
  }));
}

/** The text without its fenced blocks, in which a # is no heading and a [ no link. */
export const withoutCode = (markdown: string): string => markdown.replaceAll(fence, '');

/** The headings of a text, without their marks. */
export const headingsOf = (markdown: string): string[] =>
  [...withoutCode(markdown).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading ?? '');

/** GitHub's anchor of a heading. */
export const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
