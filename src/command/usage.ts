import { optionDefaults } from './options';

export const usage = `Usage: goto-access-token authorize [options]

Signs you in to GoTo in the browser, and stores the refresh token and the OAuth client as GitHub
secrets, where the action goto-access-token uses them. Prints the workflow that keeps the refresh
token alive.

Where the secrets go
  --repo OWNER/NAME      the repository (default: the git remote origin of this folder); several
                         times for the same sign-in in several repositories
  --env NAME             an environment of each of these repositories
  --org NAME             an organization instead of repositories
  --visibility WHO       which repositories may read a new organization secret: all, private
                         (the default) or selected, which is only those of --repo
  --secret-name NAME     the secret for the refresh token (default: ${optionDefaults.secretName})

The sign-in
  --port PORT            the local port of the redirect URI (default: ${optionDefaults.port})
  --scope SCOPES         scopes to request, separated by spaces (default: all that the OAuth
                         client allows)
  --timeout SECONDS      how long to wait for you (default: ${optionDefaults.timeoutSeconds})
  --no-open              print the address and do not open a browser

The workflow
  --write                write it into .github/workflows/ of this folder's git repository; without
                         it, the workflow is all that goes to stdout

Instead of a sign-in
  --check                check the GitHub token and the stored secrets
  --help                 print this
  --version              print the version

Addresses
  --authorize-url URL    (default: ${optionDefaults.authorizeUrl})
  --token-url URL        (default: ${optionDefaults.tokenUrl})
  --github-api-url URL   (default: ${optionDefaults.githubApiUrl})

Secrets are never options. The client ID and the client secret come from GOTO_CLIENT_ID and
GOTO_CLIENT_SECRET, or are asked for. The GitHub token comes from GH_TOKEN or GITHUB_TOKEN, for a
GitHub Enterprise Server from GH_ENTERPRISE_TOKEN or GITHUB_ENTERPRISE_TOKEN, or from gh if you are
signed in there.`;
