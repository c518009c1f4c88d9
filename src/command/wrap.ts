/**
 * Breaks text at its spaces into lines of at most `width` characters. A longer word keeps a line of
 * its own: an address or a name must stay in one piece. Line breaks in the text stay.
 *
 * @param width undefined where there is no terminal: then a line is never broken
 */
export function wrap(text: string, width: number | undefined): string[] {
  const lines = text.split('\n');
  return width === undefined ? lines : lines.flatMap((line) => wrapLine(line, width));
}

function wrapLine(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line === '' || longer.length <= width) {
      line = longer;
    } else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}
