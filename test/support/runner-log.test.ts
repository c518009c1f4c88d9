import { describe, expect, it } from 'vitest';
import { readLog } from './runner';

describe('readLog', () => {
  it('masks a value from the next line on, never before', () => {
    const log = readLog(['the token is t-1', '::add-mask::t-1', 'the token is t-1, t-1']);
    expect(log.shown).toBe('the token is t-1\nthe token is ***, ***');
    expect(log.masks).toEqual(['t-1']);
  });

  it('turns masked stretches that overlap into one', () => {
    const log = readLog(['::add-mask::abc', '::add-mask::bcd', 'xabcdx']);
    expect(log.shown).toBe('x***x');
  });

  it('masks each line of a value with line breaks', () => {
    const log = readLog(['::add-mask::first%0Asecond', 'only second']);
    expect(log.shown).toBe('only ***');
  });

  it('ignores a mask of spaces, as the runner does', () => {
    expect(readLog(['::add-mask:: ', 'a b']).shown).toBe('a b');
  });

  it('shows annotations by their level and reports them whole', () => {
    const log = readLog(['::error title=No::50%25 of it%0Ais gone', '::warning::Soon']);
    expect(log.shown).toBe('Error: 50% of it\nis gone\nWarning: Soon');
    expect(log.annotations).toEqual([
      { level: 'error', message: '50% of it\nis gone' },
      { level: 'warning', message: 'Soon' },
    ]);
    expect(log.commands[0]?.properties).toEqual({ title: 'No' });
  });

  it('cuts what it shows of an annotation at 4,096 characters', () => {
    const log = readLog([`::error::${'x'.repeat(5000)}`]);
    expect(log.shown).toBe(`Error: ${'x'.repeat(4096)}`);
    expect(log.annotations[0]?.message).toHaveLength(5000);
  });

  it('unescapes a percent sign last', () => {
    expect(readLog(['::error::%250A']).annotations[0]?.message).toBe('%0A');
  });

  it('shows debug lines in debug runs only', () => {
    expect(readLog(['::debug::deep', 'plain']).shown).toBe('plain');
    expect(readLog(['::debug::deep', 'plain'], { debug: true }).shown).toBe('Debug: deep\nplain');
  });

  it.each(['  ::error::x', '::ERROR::x', 'GitHub said: "##[error]x'])(
    'takes %j for a command',
    (line) => {
      expect(readLog([line]).annotations).toEqual([{ level: 'error', message: 'x' }]);
    },
  );

  it.each(['a ::error::x', '::errors::x', '::error:x'])('takes %j for text', (line) => {
    expect(readLog([line])).toMatchObject({ shown: line, commands: [] });
  });

  it('obeys nothing while commands are stopped', () => {
    const log = readLog(['::stop-commands::go-on', '::error::x', '::go-on::', '::error::y']);
    expect(log.annotations).toEqual([{ level: 'error', message: 'y' }]);
    expect(log.shown).toBe('::stop-commands::go-on\n::error::x\n::go-on::\nError: y');
  });
});
