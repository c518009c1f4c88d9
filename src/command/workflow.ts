import { repository, version } from '../../package.json';
import type { SecretAddress } from '../secret-place';
import { defaults } from './options';

/** The workflow that keeps the login alive, for the place that holds the refresh token: YAML. */
export function keepAliveWorkflow({ name, place }: SecretAddress): string {
  const action = `${repository.replace('github:', '')}@v${version}`;
  // Text in JSON's quotes is text in YAML too, whatever is in it.
  const environment =
    place.kind === 'environment' ? [`environment: ${JSON.stringify(place.environment_name)}`] : [];
  const inputs = [
    ...(name === defaults.secretName ? [] : [`secret-name: ${name}`]),
    ...environment,
    ...(place.kind === 'organization' ? [`organization: ${JSON.stringify(place.org)}`] : []),
  ];
  const lines = (indent: string, entries: string[]) =>
    entries.map((entry) => `${indent}${entry}\n`).join('');
  return `name: GoTo keep-alive

on:
  schedule:
    - cron: "37 4 * * *" # every day, at an odd minute
  workflow_dispatch:

permissions: {}

jobs:
  keep-alive:
    runs-on: ubuntu-latest
    timeout-minutes: 10
${lines('    ', environment)}    concurrency:
      group: goto-token
      cancel-in-progress: false
    steps:
      - name: Refresh the GoTo token
        uses: ${action}
        with:
          client-id: \${{ secrets.GOTO_CLIENT_ID }}
          client-secret: \${{ secrets.GOTO_CLIENT_SECRET }}
          refresh-token: \${{ secrets.${name} }}
          github-token: \${{ secrets.SECRETS_WRITER_TOKEN }}
${lines('          ', inputs)}`;
}
