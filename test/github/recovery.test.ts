import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SecretTarget } from '../../src/github/locate';
import type { SecretPlace } from '../../src/github/places';
import { recoveryCondition, recoveryFor, shellQuoted } from '../../src/github/recovery';
import {
  environment,
  organization,
  publicKey,
  repository,
  scriptedGitHub,
} from './scripted-github';

async function recovery(
  place: SecretPlace,
  { sharing, baseUrl }: { sharing?: SecretTarget['sharing']; baseUrl?: string } = {},
) {
  const { github } = await scriptedGitHub({}, baseUrl === undefined ? {} : { baseUrl });
  const target = { name: 'GOTO_REFRESH_TOKEN', place, publicKey, sharing };
  const state = { kind: 'pending' } as const;
  return recoveryFor({ target, value: 'r2', encryptedValue: 'c2VhbGVk', state }, github);
}

describe('a recovery command', () => {
  it('stores a sealed value at each kind of place', async () => {
    const sharing: SecretTarget['sharing'] = {
      visibility: 'selected',
      selected_repository_ids: [1, 2],
    };
    const recoveries = [
      await recovery(repository),
      await recovery(environment),
      await recovery(organization, { sharing }),
      await recovery(organization, { sharing: { visibility: 'private' } }),
    ];
    const text = recoveries.map(({ label, command }) => `${label}:\n${command}`).join('\n\n');
    expect(text).toMatchInlineSnapshot(`
      "GOTO_REFRESH_TOKEN of repository octo/webinars:
      gh api --method PUT 'repos/octo/webinars/actions/secrets/GOTO_REFRESH_TOKEN' -f encrypted_value='c2VhbGVk' -f key_id='568250167242549743'

      GOTO_REFRESH_TOKEN of environment production of repository octo/webinars:
      gh api --method PUT 'repos/octo/webinars/environments/production/secrets/GOTO_REFRESH_TOKEN' -f encrypted_value='c2VhbGVk' -f key_id='568250167242549743'

      GOTO_REFRESH_TOKEN of organization octo:
      gh api --method PUT 'orgs/octo/actions/secrets/GOTO_REFRESH_TOKEN' --input - <<'JSON'
      {"encrypted_value":"c2VhbGVk","key_id":"568250167242549743","visibility":"selected","selected_repository_ids":[1,2]}
      JSON

      GOTO_REFRESH_TOKEN of organization octo:
      gh api --method PUT 'orgs/octo/actions/secrets/GOTO_REFRESH_TOKEN' --input - <<'JSON'
      {"encrypted_value":"c2VhbGVk","key_id":"568250167242549743","visibility":"private"}
      JSON"
    `);
  });

  it('names another host than github.com', async () => {
    const baseUrl = 'https://ghe.example/api/v3';
    expect((await recovery(repository, { baseUrl })).command).toMatch(
      / --hostname 'ghe\.example'$/,
    );
    expect((await recovery(organization, { baseUrl })).command).toMatch(
      /--input - --hostname 'ghe\.example' <<'JSON'\n/,
    );
    expect((await recovery(repository)).command).not.toContain('--hostname');
  });

  it("percent-encodes a name, the characters '()*! included", async () => {
    const place = { ...environment, environment_name: "a/b '()*!?#%é" };
    const { command, label } = await recovery(place as SecretPlace);
    expect(command).toContain(
      "'repos/octo/webinars/environments/a%2Fb%20%27%28%29%2A%21%3F%23%25%C3%A9/secrets/GOTO_REFRESH_TOKEN'",
    );
    expect(label).toContain("environment a/b '()*!?#%é of");
  });

  it('says when to paste it', () => {
    expect(recoveryCondition(new Date('2026-11-24T12:00:00.900Z'))).toMatchInlineSnapshot(
      `"Paste it soon, where gh is signed in and may write that secret, and only if the secret was not written after 2026-11-24T12:00:00Z: otherwise it would restore an older token. Only GitHub can open the sealed value."`,
    );
  });
});

it('a quoted argument reaches a command as it is', () => {
  const text = fc.string({ unit: fc.constantFrom("'", '"', '\\', '$', '`', '!', ' ', '\n', 'x') });
  const samples = [...fc.sample(text, 300), "'", "''", ''];
  const script = `printf '<%s>\\0' ${samples.map(shellQuoted).join(' ')}`;
  const printed = execFileSync('sh', ['-c', script], { encoding: 'utf8' });
  expect(printed.split('\0')).toEqual([...samples.map((sample) => `<${sample}>`), '']);
});
