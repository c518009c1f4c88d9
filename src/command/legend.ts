/** What the action calls by a name of its own, and what that is for the person at the terminal. */
const meanings: [name: RegExp, meaning: string][] = [
  [/\bgithub-token\b/, 'github-token is the GitHub token named above'],
  [/\bclient-id\b/, 'client-id is that of GOTO_CLIENT_ID, or as you typed it'],
  [/\bclient-secret\b/, 'client-secret is that of GOTO_CLIENT_SECRET, or as you typed it'],
  [/(?<!-)\btoken-url\b/, 'token-url is --token-url'],
  [/(?<!-)\bgithub-api-url\b/, 'github-api-url is --github-api-url'],
  [/\binput repository\b/, 'repository is --repo'],
  [/\binput organization\b/, 'organization is --org'],
  [
    /workflow's own GITHUB_TOKEN/,
    "the workflow's own GITHUB_TOKEN is what GitHub gives to a job, and not your variable",
  ],
  [/\bthe runner\b/i, 'the runner is this machine'],
];

/**
 * A sentence that translates the names in `text`: errors speak the language of the action, which is
 * that of `action.yml`. None where there is none to translate.
 */
export function legendFor(text: string): string[] {
  const found = meanings.filter(([name]) => name.test(text)).map(([, meaning]) => meaning);
  return found.length === 0 ? [] : [`Here, ${found.join('; ')}.`];
}

/** What to do about a failure, and the words in it. */
export function adviceOf({ message, hint }: { message: string; hint: string }): string[] {
  return [hint, ...legendFor(`${message} ${hint}`)];
}
