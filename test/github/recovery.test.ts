import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SecretTarget } from '../../src/github/locate';
import type { SecretPlace } from '../../src/github/places';
import { recoveryFor } from '../../src/github/recovery';
import { environment, organization, repository, scriptedGitHub, writeTo } from './scripted-github';

async function recovery(
  place: SecretPlace,
  { baseUrl, ...more }: Partial<SecretTarget> & { baseUrl?: string } = {},
) {
  const { github } = await scriptedGitHub({}, baseUrl === undefined ? {} : { baseUrl });
  return recoveryFor(writeTo(place, { kind: 'pending' }, more), github.ghHostname);
}

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
      gh api --method PUT 'repos/octo/webinars/actions/secrets/GOTO_REFRESH_TOKEN' -f encrypted_value='c2VhbGVk' -f key_id='568250167242549743'

      GOTO_REFRESH_TOKEN of environment production of repository octo/webinars:
      gh api --method PUT 'repos/octo/webinars/environments/production/secrets/GOTO_REFRESH_TOKEN' -f encrypted_value='c2VhbGVk' -f key_id='568250167242549743'

      GOTO_REFRESH_TOKEN of organization octo:
      gh api --method PUT 'orgs/octo/actions/secrets/GOTO_REFRESH_TOKEN' -f encrypted_value='c2VhbGVk' -f key_id='568250167242549743' -f visibility='selected' -F 'selected_repository_ids[]=1' -F 'selected_repository_ids[]=2'

      GOTO_REFRESH_TOKEN of organization octo:
      gh api --method PUT 'orgs/octo/actions/secrets/GOTO_REFRESH_TOKEN' -f encrypted_value='c2VhbGVk' -f key_id='568250167242549743' -f visibility='selected' -F 'selected_repository_ids[]'

      GOTO_REFRESH_TOKEN of organization octo:
      gh api --method PUT 'orgs/octo/actions/secrets/GOTO_REFRESH_TOKEN' -f encrypted_value='c2VhbGVk' -f key_id='568250167242549743' -f visibility='private'

      GOTO_REFRESH_TOKEN of repository octo/webinars:
      gh api --method PUT 'repos/octo/webinars/actions/secrets/GOTO_REFRESH_TOKEN' --hostname 'ghe.example' -f encrypted_value='c2VhbGVk' -f key_id='568250167242549743'"
    `);
  });

  it('says when to paste it, by what GitHub said and not by the clock', async () => {
    const { condition } = await recovery(repository, { updatedAt: new Date(1.5) });
    expect(condition).toMatchInlineSnapshot(
      `"Paste it into a terminal before the next run, and only if GitHub still shows 1970-01-01T00:00:00Z as the last update of the secret (gh secret list --json name,updatedAt): otherwise it would put back an older token."`,
    );
    expect((await recovery(repository, { updatedAt: undefined })).condition).toMatchInlineSnapshot(
      `"Paste it into a terminal before the next run, and only if GitHub still shows no such secret (gh secret list): otherwise it would put back an older token."`,
    );
  });

  it('says which gh knows the host of a tenant', async () => {
    const tenant = await recovery(repository, { baseUrl: 'https://api.octo.ghe.com' });
    expect(tenant.command).toContain("--hostname 'octo.ghe.com'");
    expect(tenant.condition).toMatch(/ It takes gh 2\.61 or newer\.$/);
    const server = await recovery(repository, { baseUrl: 'https://ghe.example/api/v3' });
    expect(server.condition).not.toContain('2.61');
  });

  it('reaches gh as it is, whatever the environment is called', async () => {
    const names = fc.string({ unit: fc.constantFrom(...`'"\\$\`!()*;&|<> /?#%é\n`, 'x') });
    for (const environment_name of [...fc.sample(names, 30), "a/b '()*!?#%é"]) {
      const place = { ...environment, environment_name } as SecretPlace;
      const { command, label } = await recovery(place, { sharing: selected(1) });
      expect(command).not.toMatch(/[\n"`$]/);
      expect(label).toContain(`environment ${environment_name} of`);
      // Words in which nothing but quotes has a meaning are read alike by all shells.
      const path = encodeURIComponent(environment_name).replace(
        /['()*!]/g,
        (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
      );
      const script = `gh() { printf '%s\\n' "$@"; }; ${command}`;
      expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\n')).toEqual([
        'api',
        '--method',
        'PUT',
        `repos/octo/webinars/environments/${path}/secrets/GOTO_REFRESH_TOKEN`,
        '-f',
        'encrypted_value=c2VhbGVk',
        '-f',
        'key_id=568250167242549743',
        '-f',
        'visibility=selected',
        '-F',
        'selected_repository_ids[]=1',
        '',
      ]);
    }
  });
});
