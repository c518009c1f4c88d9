import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as settings from '../src/settings';
import { errorTable } from './support/error-table';

const setting = { kind: 'input', name: 'some-input' } as const;

/** Tests a parser with what it accepts, in the form that it returns. The rest is in the table. */
function accepts(
  parse: (setting: settings.Setting, value: string) => unknown,
  values: [string, unknown?][],
): void {
  it(`${parse.name} accepts what is valid`, () => {
    expect(values.map(([value]) => parse(setting, value))).toEqual(
      values.map(([value, expected = value]) => expected),
    );
  });
}

describe('a parser', () => {
  accepts(settings.parseText, [[''], ['two words'], ['naïve']]);

  accepts(settings.parseToken, [['x'], ['!~'], ['gh'.repeat(1000)]]);

  accepts(settings.parseSecureUrl, [
    ['https://goto.example/token?tenant=1#x', new URL('https://goto.example/token?tenant=1#x')],
    ['https://goto.example/@/x@y?a=@', new URL('https://goto.example/@/x@y?a=@')],
    ['http://localhost:8080/token', new URL('http://localhost:8080/token')],
    ['http://127.0.0.1/token', new URL('http://127.0.0.1/token')],
    ['http://127.255.12.33', new URL('http://127.255.12.33')],
    ['https://goto.example//x@y', new URL('https://goto.example//x@y')],
    ['http://0x7f000001/token', new URL('http://127.0.0.1/token')],
    ['http://2130706433', new URL('http://127.0.0.1')],
    ['http://[::1]:8080', new URL('http://[::1]:8080')],
    ['https://[2001:DB8::1]', new URL('https://[2001:db8::1]')],
    ['https://GHE_1.Example', new URL('https://ghe_1.example')],
    ['https://gé.example', new URL('https://xn--g-bga.example')],
  ]);

  accepts(settings.parseBaseUrl, [
    ['https://api.example', 'https://api.example'],
    ['https://api.example/', 'https://api.example'],
    ['https://api.example/v3//', 'https://api.example/v3'],
  ]);

  accepts(settings.parseSecretName, [
    ['GOTO_REFRESH_TOKEN'],
    ['_goto_2', '_GOTO_2'],
    ['a', 'A'],
    ['MY_GITHUB_TOKEN'],
    ['GITHUB', 'GITHUB'],
  ]);

  accepts(settings.parsePlaceName, [[''], ['web & mail'], ['...'], ['.a'], ['e'.repeat(255)]]);

  accepts(settings.parseRepository, [
    ['octo/webinars', { owner: 'octo', repo: 'webinars' }],
    ['o-_1/.github', { owner: 'o-_1', repo: '.github' }],
    ['octo/...', { owner: 'octo', repo: '...' }],
  ]);
});

it('a URL has a host that can stand in a command, whatever is written in its place', () => {
  const unit = fc.constantFrom(...'$`!"\'(){};&*~,=+-_.[]:%2@aZ1é”\u3000');
  const urls = fc.string({ unit, minLength: 1 }).map((host) => `https://${host}.example/api/v3`);
  const hosts = fc.sample(urls, 5_000).flatMap((url) => {
    try {
      return settings.parseSecureUrl(setting, url).hostname;
    } catch {
      return [];
    }
  });
  expect(hosts.length).toBeGreaterThan(100);
  expect(hosts.filter((host) => /[^a-z0-9._:[\]-]/.test(host))).toEqual([]);
});

it('the error for an invalid value names the setting and not the value', async () => {
  const invalid: [(setting: settings.Setting, value: string) => unknown, string[]][] = [
    [settings.parseText, ['a\nb', '\u0007', 'a\u0085']],
    [settings.parseToken, ['', 'two words', 'a\n', '\x7f', 'naïve', '"a"', "'a'", '{"a":1}']],
    [
      settings.parseSecureUrl,
      [
        'authentication.logmeininc.com',
        '',
        'https://user@goto.example',
        'https://:password@goto.example',
        // The parser forgives slashes that are missing.
        'https:user@goto.example',
        'https:/:password@goto.example',
        'https://@goto.example/token',
        'http://goto.example',
        'http://127.0.0.1.example.org',
        'http://localhost.example.org',
        'http://my-localhost',
        'http://128.0.0.1',
        'http://[::2]',
        'ftp://localhost',
        'https://$(id).example',
        'https://`id`.example',
        "https://it's.example",
        'https://a"b.example',
        'https://%24%28id%29.example',
      ],
    ],
    [
      settings.parseBaseUrl,
      [
        'http://api.example',
        'https://api.example?x',
        'https://api.example#x',
        'https://api.example?',
      ],
    ],
    [
      settings.parseSecretName,
      ['', '1ST', 'WITH-DASH', 'É', 'A\n', ' A', 'github_token', 'GITHUB_', 'A B'],
    ],
    [settings.parsePlaceName, ['.', '..', 'e'.repeat(256), 'a\tb']],
    [
      settings.parseRepository,
      [
        '',
        'octo',
        '/webinars',
        'octo/',
        'octo/.',
        'octo/..',
        'octo/a/b',
        'oc.to/webinars',
        'https://github.com/octo/webinars',
        ' octo/webinars',
        'octo/web inars',
        'octo/webinars\n',
      ],
    ],
  ];
  const cases = invalid.flatMap(([parse, values]) =>
    values.map((value): [string, () => unknown] => [
      `${parse.name} ${value.length > 40 ? `${value.length} characters` : JSON.stringify(value)}`,
      () => parse(setting, value),
    ]),
  );
  await expect(await errorTable(Object.fromEntries(cases))).toMatchFileSnapshot('./settings.txt');
});

it('an invalid setting may be an option or a variable, with a hint of its own', async () => {
  const option = { kind: 'option', name: '--repo' } as const;
  const variable = { kind: 'variable', name: 'GH_TOKEN' } as const;
  const table = await errorTable({
    option: () => settings.parseRepository(option, 'octo', 'Write --repo owner/name.'),
    variable: () => settings.parseToken(variable, 'two words'),
  });
  expect(table).toMatchInlineSnapshot(`
    "## option
    input-invalid
    The option --repo is not owner/name.
    What to do: Write --repo owner/name.

    ## variable
    input-invalid
    The variable GH_TOKEN contains a space, a line break or another character that no token has.
    What to do: Save the value of GH_TOKEN again: nothing but the value, on one line, without quotes.
    "
  `);
});
