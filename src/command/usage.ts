import { defaults } from './options';

export const usage = `Usage: goto-access-token authorize [options]

Signs you in to GoTo in the browser, and stores the refresh token and the OAuth client as GitHub
secrets, where the action goto-access-token uses them.

Where the secrets go
  --repo OWNER/NAME      the repository (default: the git remote origin of this folder)
  --env NAME             an environment of that repository
  --org NAME             an organization instead of a repository
  --visibility WHO       which repositories may read a new secret of the organization: all, private
                         (the default) or selected, which means only the one of --repo
  --secret-name NAME     the secret for the refresh token (default: ${defaults.secretName})

The sign-in
  --port PORT            the port that the browser comes back to (default: ${defaults.port})
  --scope SCOPES         scopes to request, separated by spaces (default: all of the client)
  --timeout SECONDS      how long to wait for you (default: ${defaults.timeoutSeconds})
  --no-open              print the address and do not open a browser

Instead of a sign-in
  --check                say what the action would find at the place
  --help                 print this
  --version              print the version

Addresses
  --authorize-url URL    (default: ${defaults.authorizeUrl})
  --token-url URL        (default: ${defaults.tokenUrl})
  --github-api-url URL   (default: ${defaults.githubApiUrl})

Secrets are never options. The client ID and the client secret come from GOTO_CLIENT_ID and
GOTO_CLIENT_SECRET, or are asked for. The GitHub token comes from GH_TOKEN or GITHUB_TOKEN, or from
gh if you are signed in there.`;
