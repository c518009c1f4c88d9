import { expect, it } from 'vitest';
import * as settings from '../src/settings';
import { errorTable } from './support/scripted-transport';

const setting = { kind: 'input', name: 'some-input' } as const;
const goto = 'https://goto.example';
const sameUrl = (url: string): [string, URL] => [url, new URL(url)];

interface Row {
  parse: (setting: settings.Setting, value: string) => unknown;
  /** each with what is returned, if that is something else */
  valid: [value: string, expected?: unknown][];
  invalid: string[];
}

const rows: Row[] = [
  {
    parse: settings.parseToken,
    valid: [['x'], ['!~'], ['gh'.repeat(1000)]],
    invalid: [
      ...['', 'two words', 'a\n', '\x7f', 'naïve'],
      ...['"a"', "'a'", '`a\n`', '{"a":\n1}'],
      ...['secrets.A', 'vars.A-b', 'env.A', '$A', `\${A}`, '{{ a }}', `\${{ a }}`, `\${{ a`],
    ],
  },
  {
    parse: settings.parseCredential,
    valid: [[''], ['naïve words'], ['secrets.A B'], ['"a" b'], ['{a} b'], ['a"b"'], ['a{}']],
    invalid: ['$A', '"a"', 'a\tb'],
  },
  {
    parse: settings.parseSecureUrl,
    valid: [
      sameUrl(`${goto}/token?tenant=1#x`),
      sameUrl(`${goto}//x@y?a=@`),
      sameUrl('http://localhost:8080/token'),
      sameUrl('http://127.255.12.33'),
      ['http://0x7f000001/token', new URL('http://127.0.0.1/token')],
      sameUrl('http://[::1]:8080'),
      sameUrl('https://[2001:db8::1]'),
      sameUrl('https://ghe_1.example'),
    ],
    invalid: [
      ...['goto.example', ''],
      // The parser forgives slashes that are missing.
      ...[
        'https:user@goto.example',
        'https:/:password@goto.example',
        'https://@goto.example/token',
      ],
      ...['http://goto.example', 'http://127.0.0.1.example', 'http://localhost.example'],
      ...['http://my-localhost', 'http://128.0.0.1', 'http://[::2]', 'ftp://localhost'],
      ...['https://$(id).example', "https://it's.example", 'https://%24%28id%29.example'],
    ],
  },
  {
    parse: settings.parseBaseUrl,
    valid: [[goto], [`${goto}/`, goto], [`${goto}/v3//`, `${goto}/v3`]],
    invalid: [`${goto}?x`, `${goto}#x`, `${goto}?`, 'http://goto.example'],
  },
  {
    parse: settings.parseSecretName,
    valid: [['_goto_2', '_GOTO_2'], ['MY_GITHUB_TOKEN'], ['GITHUB']],
    invalid: ['', '1ST', 'WITH-DASH', 'É', 'A\n', ' A', 'github_token'],
  },
  {
    parse: settings.parsePlaceName,
    valid: [[''], ['web & mail'], ['...'], ['.a'], ['e'.repeat(255)]],
    invalid: ['.', '..', 'e'.repeat(256), 'a\tb', '\u0007', 'a\u0085'],
  },
  {
    parse: settings.parseRepository,
    valid: [
      ['o-_1/.github', { owner: 'o-_1', repo: '.github' }],
      ['octo/...', { owner: 'octo', repo: '...' }],
    ],
    invalid: [
      ...['octo', '/webinars', 'octo/', 'octo/.', 'octo/..', 'octo/a/b', 'oc.to/webinars'],
      ...[' octo/webinars', 'octo/web inars', 'octo/webinars\n'],
    ],
  },
];

it.each(rows)('$parse.name accepts what is valid', ({ parse, valid }) => {
  expect(valid.map(([value]) => parse(setting, value))).toEqual(
    valid.map(([value, expected = value]) => expected),
  );
});

it('the error for an invalid value names the setting and not the value', async () => {
  const cases = rows.flatMap(({ parse, invalid }) =>
    invalid.map((value): [string, () => unknown] => [
      `${parse.name} ${value.length > 40 ? `${value.length} characters` : JSON.stringify(value)}`,
      () => parse(setting, value),
    ]),
  );
  const option = { kind: 'option', name: '--repo' } as const;
  const ofOthers = {
    option: () => settings.parseRepository(option, 'octo', 'Write --repo owner/name.'),
    variable: () => settings.parseToken({ kind: 'variable', name: 'GH_TOKEN' }, 'two words'),
  };
  const table = await errorTable({ ...Object.fromEntries(cases), ...ofOthers });
  await expect(table).toMatchFileSnapshot('./settings.txt');
});
