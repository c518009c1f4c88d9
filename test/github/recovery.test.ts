import { describe, expect, it } from 'vitest';
import { ghHostname } from '../../src/github/client';
import type { SecretTarget } from '../../src/github/locate';
import type { SecretPlace } from '../../src/github/places';
import { recoveryFor } from '../../src/github/recovery';
import { recoveryCondition } from '../../src/messages/github';
import { environment, organization, repository, scriptedGitHub, writeTo } from './scripted-github';

/*
 * How a command reads. That shells read it so, whatever a place is called, is in runs/recovery.test.ts.
 */

async function recovery(
  place: SecretPlace,
  { baseUrl, ...more }: Partial<SecretTarget> & { baseUrl?: string } = {},
) {
  const { github } = await scriptedGitHub({}, baseUrl === undefined ? {} : { baseUrl });
  return recoveryFor(writeTo(place, { kind: 'pending' }, more), ghHostname(github.apiUrl));
}

const ghe = 'https://ghe.example/api/v3';
const plain = (command: string) => command;

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
    const dated = await recovery(repository, { updatedAt: new Date(1.5) });
    expect(recoveryCondition(dated, plain)).toMatchInlineSnapshot(
      `"Paste it into a terminal before the next run, and only if GitHub still shows 1970-01-01T00:00:00Z as the last update of the secret (gh secret list --repo 'octo/webinars' --json name,updatedAt): otherwise it would put back an older token."`,
    );
    const undated = await recovery(repository, { updatedAt: undefined });
    expect(recoveryCondition(undated, plain)).toMatchInlineSnapshot(
      `"Paste it into a terminal before the next run, and only if GitHub still shows no such secret (gh secret list --repo 'octo/webinars' --json name,updatedAt): otherwise it would put back an older token."`,
    );
  });

  it.each([
    [repository, undefined, "--repo 'octo/webinars' --json name,updatedAt"],
    [environment, undefined, "--repo 'octo/webinars' --env 'production' --json name,updatedAt"],
    [
      { ...environment, environment_name: "it's" },
      undefined,
      `--repo 'octo/webinars' --env "it's" --json name,updatedAt`,
    ],
    [organization, undefined, "--org 'octo' --json name,updatedAt"],
    [repository, ghe, "--repo 'ghe.example/octo/webinars' --json name,updatedAt"],
    [organization, ghe, "--org 'octo' --json name,updatedAt, with GH_HOST=ghe.example"],
  ])('says how to see the last update: %j of %s', async (place, baseUrl, expected) => {
    const { listCommand } = await recovery(place, baseUrl === undefined ? {} : { baseUrl });
    expect(listCommand).toBe(`gh secret list ${expected}`);
  });

  it('says which gh knows the host of a tenant', async () => {
    const tenant = await recovery(repository, { baseUrl: 'https://api.octo.ghe.com' });
    expect(tenant.command).toContain("--hostname 'octo.ghe.com'");
    expect(recoveryCondition(tenant, plain)).toMatch(/ It takes gh 2\.61 or newer\.$/);
    const server = await recovery(repository, { baseUrl: 'https://ghe.example/api/v3' });
    expect(recoveryCondition(server, plain)).not.toContain('2.61');
  });
});
