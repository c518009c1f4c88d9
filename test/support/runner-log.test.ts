import { expect, it } from 'vitest';
import { readLog } from './runner';

it.each<[what: string, lines: string[], shown: string[]]>([
  ['a mask, from the next line on', ['t-1', '::add-mask::t-1', 't-1, t-1'], ['t-1', '***, ***']],
  ['masks that overlap as one', ['::add-mask::abc', '::add-mask::bcd', 'xabcdx'], ['x***x']],
  ['a mask for each line', ['::add-mask::first%0Asecond', 'only second'], ['only ***']],
  ['no mask of spaces', ['::add-mask:: ', 'a b'], ['a b']],
  ['an annotation', ['::error title=No::50%25 of it%0Ais gone'], ['Error: 50% of it\nis gone']],
  ['4,096 characters of one', [`::notice::${'x'.repeat(5000)}`], [`Notice: ${'x'.repeat(4096)}`]],
  ['a percent sign, unescaped last', ['::error::%250A'], ['Error: %0A']],
  ['a command after spaces, in capitals', ['  ::WARNING::x'], ['Warning: x']],
  ['a command of the older notation, anywhere', ['GoTo said: "##[error]x'], ['Error: x']],
  ['text that is no command', ['a ::error::x', '::errors::x'], ['a ::error::x', '::errors::x']],
  ['no debug lines', ['::debug::deep', 'plain'], ['plain']],
])('the runner shows %s', (_what, lines, shown) => {
  expect(readLog(lines).shown).toBe(shown.join('\n'));
});

it('the runner keeps what it was told', () => {
  const lines = ['::add-mask::a%0Ab', '::save-state name=x::y', `::error::${'x'.repeat(5000)}`];
  expect(readLog(lines)).toMatchObject({
    masks: ['a\nb'],
    commands: [{}, { name: 'save-state', properties: { name: 'x' }, message: 'y' }, {}],
    annotations: [{ level: 'error', message: 'x'.repeat(5000) }],
  });
  expect(readLog(['::debug::deep'], { debug: true }).shown).toBe('Debug: deep');
});
