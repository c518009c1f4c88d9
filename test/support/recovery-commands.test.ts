import sodium from 'libsodium-wrappers';
import { describe, expect, it } from 'vitest';
import { startGitHub } from './github-stand-in';
import { paste, recoveryCommands } from './recovery-commands';

const path = 'repos/octo/webinars/actions/secrets/GOTO';

describe('recoveryCommands', () => {
  it('reads the command out of a log', () => {
    const log = `Paste this soon:
  gh api --method PUT '${path}' -f encrypted_value='a+b/c==' -f key_id='12'
Error: not stored`;
    expect(recoveryCommands(log)).toEqual([{ path, encryptedValue: 'a+b/c==', keyId: '12' }]);
  });

  it('reads one with a list out of a summary, beside others', () => {
    const summary = `## Not stored
\`\`\`sh
gh api --method PUT 'orgs/o/actions/secrets/GOTO' --hostname 'ghe.test' -f encrypted_value='$x' -f key_id='1' -f visibility='selected' -F 'selected_repository_ids[]=1' -F 'selected_repository_ids[]=2'
gh api --method PUT '${path}' -f encrypted_value='v' -f key_id='2'
\`\`\``;
    expect(recoveryCommands(summary)).toEqual([
      {
        path: 'orgs/o/actions/secrets/GOTO',
        hostname: 'ghe.test',
        encryptedValue: '$x',
        keyId: '1',
        visibility: 'selected',
        selectedRepositoryIds: [1, 2],
      },
      { path, encryptedValue: 'v', keyId: '2' },
    ]);
  });

  it.each(['sh', 'bash'])('reads by %s what the stand-in then takes', async (shell) => {
    const github = await startGitHub();
    const place = github.addEnvironment('octo/webinars', "it's (new)", { secrets: { GOTO: 'r1' } });
    const { key, key_id } = place.publicKey;
    const base64 = sodium.base64_variants.ORIGINAL;
    const sealed = sodium.crypto_box_seal('r2', sodium.from_base64(key, base64));
    const encodedPath = `${place.path.replaceAll("'", '%27')}/GOTO`;
    const [command] = recoveryCommands(
      `gh api --method PUT '${encodedPath}' -f encrypted_value='${sodium.to_base64(sealed, base64)}' -f key_id='${key_id}'`,
      shell,
    );
    expect(command && (await paste(command, github))).toBe(204);
    expect(place.secret('GOTO').value).toBe('r2');
    await github.close();
  });

  it('finds none where there is none', () => {
    expect(recoveryCommands('Stored the new refresh token.')).toEqual([]);
  });

  it.each([
    ['an open quote', `gh api --method PUT 'x'y' -f encrypted_value='v' -f key_id='1'`],
    ['a second command', `gh api --method PUT 'x' -f encrypted_value='v' -f key_id='1'; id`],
    ['a substitution', `gh api --method PUT "$(id)" -f encrypted_value='v' -f key_id='1'`],
    ['a redirection', `gh api --method PUT 'x' -f encrypted_value='v' -f key_id='1' > file`],
    ['a word too many', `gh api --method PUT 'x' y -f encrypted_value='v' -f key_id='1'`],
    ['another method', `gh api --method DELETE 'x' -f encrypted_value='v' -f key_id='1'`],
    ['no key', `gh api --method PUT 'x' -f encrypted_value='v'`],
    ['a list of words', `gh api --method PUT 'x' -f encrypted_value='v' -f key_id='1' -F 'a[]=b'`],
  ])('does not let %s pass', (_case, line) => {
    expect(() => recoveryCommands(line)).toThrow();
  });
});
