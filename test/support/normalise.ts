import type { GitHubStandIn } from './github-stand-in';
import { firstRefreshToken, issuedAccessToken, rotatedRefreshToken } from './goto-answers';
import { recoveryCommands } from './recovery-commands';
import { clientId, clientSecret, githubToken, storedRefreshToken } from './some-inputs';

/*
 * A transcript is the same for every run: what differs from one to the next, and every secret, is a
 * word in braces. A secret shows as the one it is, so that a transcript tells which one was sent.
 */

/** The secrets that tests share, by what a transcript calls them. */
const secretWords: Record<string, string> = {
  [storedRefreshToken]: '{stored refresh token}',
  [rotatedRefreshToken]: '{rotated refresh token}',
  [firstRefreshToken]: '{first refresh token}',
  [issuedAccessToken]: '{access token}',
  [clientSecret]: '{client secret}',
  [githubToken]: '{GitHub token}',
  [btoa(`${clientId}:${clientSecret}`)]: '{client credentials}',
};

/**
 * @param github opens what was sealed for it, in requests and in recovery commands
 * @param words what to write in place of a text of this run: of an address, say
 */
export function normalise(
  text: string,
  github: GitHubStandIn,
  words: Record<string, string> = {},
): string {
  const all = { ...secretWords, ...words };
  const known = Object.entries({ ...sealedWords(text, github, all), ...all })
    .flatMap(([value, word]) => [
      [value, word] as const,
      [encodeURIComponent(value), word] as const,
    ])
    .sort(([one], [other]) => other.length - one.length);
  return known
    .reduce((result, [value, word]) => result.replaceAll(value, word), text)
    .replace(/Trying again in [\d.]+ s/g, 'Trying again in {wait} s')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, (time) =>
      Math.abs(Date.now() - Date.parse(time)) < 3_600_000 ? '{now}' : time,
    );
}

/** Every sealed value, and the id of the key it was sealed under. */
function sealedWords(
  text: string,
  github: GitHubStandIn,
  words: Record<string, string>,
): Record<string, string> {
  const sent = github.writes().map(({ path, body }) => {
    const { encrypted_value, key_id } = JSON.parse(body);
    return { path, encryptedValue: String(encrypted_value), keyId: String(key_id) };
  });
  const found = [...sent, ...recoveryCommands(text)].map(({ path, encryptedValue, keyId }) => {
    const value = github.placeOf(path).place.open(encryptedValue, keyId);
    return [
      [encryptedValue, `{sealed: ${words[value] ?? value}}`],
      [keyId, '{key}'],
    ];
  });
  return Object.fromEntries(found.flat());
}
