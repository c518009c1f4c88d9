import { expect, it } from 'vitest';
import { wrap } from '../../src/command/wrap';

it.each<[string, number | undefined, string[]]>([
  ['', 10, ['']],
  ['ten chars.', 10, ['ten chars.']],
  ['ten chars. and', 10, ['ten chars.', 'and']],
  ['a long-long-word b', 6, ['a', 'long-long-word', 'b']],
  ['long-long-word', 6, ['long-long-word']],
  ['one\n\ntwo and three', 7, ['one', '', 'two and', 'three']],
  ['never broken, however long it is', undefined, ['never broken, however long it is']],
])('%j in %s columns', (text, width, lines) => {
  expect(wrap(text, width)).toEqual(lines);
});
