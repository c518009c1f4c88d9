import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SecretTarget } from '../../src/github/locate';
import type { SecretPlace } from '../../src/github/places';
import { recoveryFor } from '../../src/github/recovery';
import { describeWith } from '../support/programs';
import { anyPlace, cmd, powerShell, realShell, type Shell, takeApart } from '../support/shells';
import { environment, organization, repository, writeTo } from './scripted-github';

const recovery = (place: SecretPlace, more: Partial<SecretTarget> = {}, hostname?: string) =>
  recoveryFor(writeTo(place, { kind: 'pending' }, more), hostname);

const inEnvironment = (environment_name: string): SecretPlace =>
  Object.assign({}, environment, { environment_name });

const selected = (...selected_repository_ids: number[]) =>
  ({ visibility: 'selected', selected_repository_ids }) as const;

it('commands store the sealed value, and show the last update, at each kind of place', async () => {
  const recoveries = [
    recovery(repository),
    recovery(environment),
    recovery(inEnvironment('a [b] 1.0/c 100%+, @e-f_')),
    recovery(organization, { sharing: selected(1, 2) }),
    recovery(organization, { sharing: selected() }),
    recovery(organization, { sharing: { visibility: 'private' } }, 'ghe.example'),
    recovery(repository, {}, 'ghe.example'),
  ];
  const lines = recoveries.map(({ command, listCommand }) => `${command}\n${listCommand}`);
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('./recovery.txt');
  expect(recoveries.filter(({ lacksRepositories }) => lacksRepositories)).toEqual([]);
});

it.each([...'\'"$`\\!&”é', '%PATH%', '/eu', 'a:/b', 'a/:.b'])(
  'no command shows the last update at %s, which shells may misread',
  (name) => {
    expect(recovery(inEnvironment(name)).listCommand).toBeUndefined();
    expect(recovery({ kind: 'organization', org: name }).listCommand).toBeUndefined();
  },
);

it('a command that is too long for cmd, or that it would expand, is not for cmd', () => {
  const withIds = (count: number) => {
    const ids = Array.from({ length: count }, (_, index) => 90_000 + index);
    const { command, isForCmd } = recovery(organization, { sharing: selected(...ids) });
    return [command.length, isForCmd];
  };
  expect([withIds(212), withIds(213)]).toEqual([
    [7_996, true],
    [8_033, false],
  ]);
  // In UTF-8, it is CD 85.
  expect(recovery(inEnvironment('\u0345')).isForCmd).toBe(false);
});

describe('what is printed, whatever a place is called, is taken apart', () => {
  const recoveries = fc.record({
    place: anyPlace,
    name: fc.stringMatching(/^[A-Z_][A-Z0-9_]{0,9}$/),
    sharing: fc.constantFrom(undefined, selected(1, 2)),
    encryptedValue: fc.base64String({ minLength: 4 }).filter((text) => !/^\+*\//.test(text)),
    keyId: fc.stringMatching(/^[A-Za-z0-9_-]{1,9}$/),
    hostname: fc.option(fc.stringMatching(/^[a-z0-9][a-z0-9.-]{0,9}$/), { nil: undefined }),
  });
  /** Several recoveries at a time, because each real shell is a process. */
  const several = fc.array(recoveries, { maxLength: 30 });

  const printedFor = (all: typeof recoveries extends fc.Arbitrary<infer T> ? T : never) => {
    const { place, encryptedValue, keyId, hostname, ...more } = all;
    const publicKey = { bytes: Buffer.alloc(32), keyId };
    const write = writeTo(place, { kind: 'pending' }, { ...more, publicKey });
    return recoveryFor({ ...write, encryptedValue }, hostname);
  };

  /** Whether a shell reads the commands as all shells do. */
  const expectAlike = (shell: Shell, isForAll = true) => {
    const property = fc.property(several, (all) => {
      const lines = all
        .map(printedFor)
        .flatMap(({ command, listCommand, isForCmd }) => [
          ...(isForAll || isForCmd ? [command] : []),
          ...(listCommand ? [listCommand] : []),
        ]);
      expect(shell(lines)).toEqual(lines.map(takeApart));
    });
    fc.assert(property, { numRuns: 30 });
  };

  it('into words that hold all names and values, with the path percent-encoded', () => {
    const property = fc.property(recoveries, (all) => {
      const { command, listCommand } = printedFor(all);
      const [, , , , path = '', ...fields] = takeApart(command);
      const { kind: _kind, ...names } = all.place;
      for (const name of [...Object.values(names), all.name]) {
        expect(`${decodeURIComponent(path)}/`).toContain(`/${name}/`);
      }
      const values = [`encrypted_value=${all.encryptedValue}`, `key_id=${all.keyId}`];
      expect(fields).toEqual(expect.arrayContaining(values));
      const words = listCommand && takeApart(listCommand);
      if (words && 'environment_name' in names) expect(words).toContain(names.environment_name);
    });
    fc.assert(property);
  });

  it('by PowerShell', () => expectAlike(powerShell));
  it('by cmd', () => expectAlike(cmd, false));
  it.each(['sh', 'bash'] as const)('by %s', (name) => expectAlike(realShell(name)));
  describeWith(['zsh', 'fish'], 'and', () => {
    it.each(['zsh', 'fish'] as const)('by %s', (name) => expectAlike(realShell(name)));
  });
});
