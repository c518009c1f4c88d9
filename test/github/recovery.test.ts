import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ghHostname } from '../../src/github/client';
import type { SecretTarget } from '../../src/github/locate';
import { placeName, type SecretPlace } from '../../src/github/places';
import { recoveryFor } from '../../src/github/recovery';
import type { PendingWrite } from '../../src/github/store';
import { recoveryCondition } from '../../src/messages/github';
import { describeWith } from '../support/programs';
import { anyPlace, cmd, powerShell, realShell, type Shell, takeApart } from '../support/shells';
import { environment, organization, repository, scriptedGitHub, writeTo } from './scripted-github';

async function recovery(
  place: SecretPlace,
  { baseUrl, ...more }: Partial<SecretTarget> & { baseUrl?: string } = {},
) {
  const { github } = await scriptedGitHub({}, baseUrl === undefined ? {} : { baseUrl });
  return described(writeTo(place, { kind: 'pending' }, more), ghHostname(github.apiUrl));
}

function described(write: PendingWrite, hostname: string | undefined) {
  const recovery = recoveryFor(write, hostname);
  return { ...recovery, condition: (code: Code) => recoveryCondition(recovery, code) };
}
type Code = (text: string) => string;

const ghe = 'https://ghe.example/api/v3';
const plain = (command: string) => command;

const inEnvironment = (environment_name: string): SecretPlace => ({
  ...{ kind: 'environment', owner: 'octo', repo: 'webinars' },
  environment_name,
});

const selected = (...selected_repository_ids: number[]) =>
  ({ visibility: 'selected', selected_repository_ids }) as const;

describe('a recovery command', () => {
  it('stores a sealed value at each kind of place', async () => {
    const recoveries = [
      await recovery(repository),
      await recovery(environment),
      await recovery(organization, { sharing: selected(1, 2) }),
      await recovery(organization, { sharing: selected() }),
      await recovery(organization, { sharing: { visibility: 'private' } }),
      await recovery(repository, { baseUrl: 'https://ghe.example/api/v3' }),
    ];
    const text = recoveries.map(({ label, command }) => `${label}:\n${command}`).join('\n\n');
    expect(text).toMatchInlineSnapshot(`
      "GOTO_REFRESH_TOKEN of repository octo/webinars:
      gh api --method PUT "repos/octo/webinars/actions/secrets/GOTO_REFRESH_TOKEN" -f "encrypted_value=c2VhbGVk" -f "key_id=568250167242549743"

      GOTO_REFRESH_TOKEN of environment production of repository octo/webinars:
      gh api --method PUT "repos/octo/webinars/environments/production/secrets/GOTO_REFRESH_TOKEN" -f "encrypted_value=c2VhbGVk" -f "key_id=568250167242549743"

      GOTO_REFRESH_TOKEN of organization octo:
      gh api --method PUT "orgs/octo/actions/secrets/GOTO_REFRESH_TOKEN" -f "encrypted_value=c2VhbGVk" -f "key_id=568250167242549743" -f "visibility=selected" -F "selected_repository_ids[]=1" -F "selected_repository_ids[]=2"

      GOTO_REFRESH_TOKEN of organization octo:
      gh api --method PUT "orgs/octo/actions/secrets/GOTO_REFRESH_TOKEN" -f "encrypted_value=c2VhbGVk" -f "key_id=568250167242549743" -f "visibility=selected" -F "selected_repository_ids[]"

      GOTO_REFRESH_TOKEN of organization octo:
      gh api --method PUT "orgs/octo/actions/secrets/GOTO_REFRESH_TOKEN" -f "encrypted_value=c2VhbGVk" -f "key_id=568250167242549743" -f "visibility=private"

      GOTO_REFRESH_TOKEN of repository octo/webinars:
      gh api --method PUT "repos/octo/webinars/actions/secrets/GOTO_REFRESH_TOKEN" --hostname "ghe.example" -f "encrypted_value=c2VhbGVk" -f "key_id=568250167242549743""
    `);
  });

  it('says when to paste it, by what GitHub said and not by the clock', async () => {
    const { condition } = await recovery(repository, { updatedAt: new Date(1.5) });
    expect(condition(plain)).toMatchInlineSnapshot(
      `"Paste it into a terminal before the next run, and only if GitHub still shows 1970-01-01T00:00:00Z as the last update of the secret (gh secret list --repo "octo/webinars" --json "name,updatedAt"): otherwise it would put back an older token."`,
    );
    expect(
      (await recovery(repository, { updatedAt: undefined })).condition(plain),
    ).toMatchInlineSnapshot(
      `"Paste it into a terminal before the next run, and only if GitHub still shows no such secret (gh secret list --repo "octo/webinars" --json "name,updatedAt"): otherwise it would put back an older token."`,
    );
  });

  it.each([
    [repository, undefined, '«--repo "octo/webinars" --json "name,updatedAt"»'],
    [environment, undefined, '«--repo "octo/webinars" --env "production" --json "name,updatedAt"»'],
    [
      inEnvironment('a [b] 1.0/c 100%+, @e-f_'),
      undefined,
      '«--repo "octo/webinars" --env "a [b] 1.0/c 100%+, @e-f_" --json "name,updatedAt"»',
    ],
    [organization, undefined, '«--org "octo" --json "name,updatedAt"»'],
    [repository, ghe, '«--repo "ghe.example/octo/webinars" --json "name,updatedAt"»'],
    [
      organization,
      ghe,
      '«--org "octo" --json "name,updatedAt"», with GH_HOST set to «ghe.example»',
    ],
  ])('says how to see the last update: %j of %s', async (place, baseUrl, expected) => {
    const { condition } = await recovery(place, baseUrl === undefined ? {} : { baseUrl });
    const [, list] =
      /of the secret \((.*)\): otherwise/.exec(condition((text) => `«${text}»`)) ?? [];
    expect(list?.replace('gh secret list ', '')).toBe(expected);
  });

  it.each([
    "it's",
    'a "b"',
    '$HOME',
    'a`b',
    'a\\b',
    'wow!',
    'a&b',
    'a”b',
    'é',
    '%PATH%',
    '/eu',
    'a:/b',
    'a/:.b',
  ])('names the environment %s, which shells may misread, in words alone', async (name) => {
    const { condition } = await recovery(inEnvironment(name));
    expect(condition((text) => `«${text}»`)).toContain(
      `of the secret (in the settings of «environment ${name} of repository octo/webinars»): otherwise`,
    );
  });

  it('says that cmd does not take it, when it is too long or would be expanded', async () => {
    const lengthAndIsForCmd = async (place: SecretPlace, count = 0) => {
      const ids = Array.from({ length: count }, (_, index) => 90_000 + index);
      const { command, condition } = await recovery(place, { sharing: selected(...ids) });
      const isForCmd = !/ cmd does not take this command: /.test(condition(plain));
      return [command.length, isForCmd];
    };
    expect(
      await Promise.all([212, 213].map((count) => lengthAndIsForCmd(organization, count))),
    ).toEqual([
      [7_996, true],
      [8_033, false],
    ]);
    expect(await lengthAndIsForCmd(inEnvironment('\u0345'))).toEqual([expect.any(Number), false]);
  });

  it('says which gh knows the host of a tenant', async () => {
    const tenant = await recovery(repository, { baseUrl: 'https://api.octo.ghe.com' });
    expect(tenant.command).toContain('--hostname "octo.ghe.com"');
    expect(tenant.condition(plain)).toMatch(/ It takes gh 2\.61 or newer\.$/);
    const server = await recovery(repository, { baseUrl: 'https://ghe.example/api/v3' });
    expect(server.condition(plain)).not.toContain('2.61');
  });
});

const recoveries = fc.record({
  place: anyPlace,
  name: fc.stringMatching(/^[A-Z_][A-Z0-9_]{0,9}$/),
  sharing: fc.option(
    fc.oneof(
      fc.constantFrom('all' as const, 'private' as const).map((visibility) => ({ visibility })),
      fc.array(fc.nat(), { minLength: 1, maxLength: 5 }).map((ids) => selected(...ids)),
    ),
    { nil: undefined },
  ),
  encryptedValue: fc.base64String({ minLength: 4 }).filter((text) => !/^\+*\//.test(text)),
  keyId: fc.stringMatching(/^[A-Za-z0-9_-]{1,9}$/),
  hostname: fc.option(fc.stringMatching(/^[a-z0-9][a-z0-9.-]{0,9}$/), { nil: undefined }),
});
type AnyRecovery = typeof recoveries extends fc.Arbitrary<infer T> ? T : never;

/** A command as it is printed, and the words that it stands for, with the path not encoded. */
interface Printed {
  line: string;
  words: string[];
}

function printedFor(all: AnyRecovery, { inCmd = false } = {}): Printed[] {
  const { place, name, sharing, encryptedValue, keyId, hostname } = all;
  const publicKey = { bytes: Buffer.alloc(32), keyId };
  const write = writeTo(place, { kind: 'pending' }, { name, sharing, publicKey });
  const { command, condition } = described({ ...write, encryptedValue }, hostname);
  const marked: string[] = [];
  const text = condition((words) => {
    marked.push(words);
    return words;
  });
  const isForCmd = !text.includes('cmd does not take this command');
  const [where = ''] = marked;
  const isInWords = where === placeName(place);
  return [
    ...(inCmd && !isForCmd ? [] : [{ line: command, words: wordsOfWrite(all) }]),
    ...(isInWords ? [] : [{ line: where, words: wordsOfList(place, hostname) }]),
  ];
}

function wordsOfWrite({ place, name, sharing, ...all }: AnyRecovery): string[] {
  const { encryptedValue, keyId, hostname } = all;
  const path = {
    repository: ({ owner, repo }: Names) => `repos/${owner}/${repo}/actions`,
    environment: ({ owner, repo, environment_name: environment }: Names) =>
      `repos/${owner}/${repo}/environments/${environment}`,
    organization: ({ org }: Names) => `orgs/${org}/actions`,
  }[place.kind](place as Names);
  const ids = sharing?.visibility === 'selected' ? sharing.selected_repository_ids : [];
  return [
    ...['gh', 'api', '--method', 'PUT', `${path}/secrets/${name}`],
    ...(hostname === undefined ? [] : ['--hostname', hostname]),
    ...['-f', `encrypted_value=${encryptedValue}`, '-f', `key_id=${keyId}`],
    ...(sharing === undefined ? [] : ['-f', `visibility=${sharing.visibility}`]),
    ...ids.flatMap((id) => ['-F', `selected_repository_ids[]=${id}`]),
  ];
}
type Names = Record<string, string>;

function wordsOfList(place: SecretPlace, hostname: string | undefined): string[] {
  const where =
    place.kind === 'organization'
      ? ['--org', place.org]
      : ['--repo', [...(hostname ? [hostname] : []), place.owner, place.repo].join('/')];
  const environment = place.kind === 'environment' ? ['--env', place.environment_name] : [];
  return ['gh', 'secret', 'list', ...where, ...environment, '--json', 'name,updatedAt'];
}

describe('what is printed, whatever a place is called, is taken apart', () => {
  /** Several recoveries at a time, because each real shell is a process. */
  const expectAlike = (shell: Shell, options?: { inCmd: boolean }) => {
    const property = fc.property(fc.array(recoveries, { maxLength: 30 }), (all) => {
      const printed = all.flatMap((each) => printedFor(each, options));
      const read = shell(printed.map(({ line }) => line)).map(([program, verb, ...words]) => {
        const isWrite = verb === 'api';
        const decode = (word: string, index: number) =>
          isWrite && index === 2 ? decodeURIComponent(word) : word;
        return [program, verb, ...words.map(decode)];
      });
      expect(read).toEqual(printed.map(({ words }) => words));
    });
    fc.assert(property, { numRuns: 30 });
  };

  it('by what all shells share', () => expectAlike((lines) => lines.map(takeApart)));
  it('by PowerShell', () => expectAlike(powerShell));
  it('by cmd', () => expectAlike(cmd, { inCmd: true }));
  it.each(['sh', 'bash'] as const)('by %s', (name) => expectAlike(realShell(name)));
  describeWith(['zsh', 'fish'], 'and', () => {
    it.each(['zsh', 'fish'] as const)('by %s', (name) => expectAlike(realShell(name)));
  });
});
