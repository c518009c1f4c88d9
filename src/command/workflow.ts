import { repository, version } from '../../package.json';
import { defaults, type Options } from './options';
import { secretNames } from './secret-names';

/** Where to commit the workflow. */
export const keepAlivePath = '.github/workflows/goto-keep-alive.yml';

/** The workflow (YAML) that keeps the refresh token alive, for the place where it is stored. */
export function keepAliveWorkflow({ refreshToken, tokenUrl }: Options): string {
  const { name, place } = refreshToken;
  const action = `${repository.replace('github:', '')}@v${version}`;
  const environment =
    place.kind === 'environment' ? [`environment: ${yamlText(place.environment_name)}`] : [];
  const inputs = [
    ...(name === defaults.secretName ? [] : [`secret-name: ${name}`]),
    ...environment,
    ...(place.kind === 'organization' ? [`organization: ${yamlText(place.org)}`] : []),
    ...(tokenUrl.href === defaults.tokenUrl ? [] : [`token-url: ${yamlText(tokenUrl.href)}`]),
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
          client-id: \${{ secrets.${secretNames.clientId} }}
          client-secret: \${{ secrets.${secretNames.clientSecret} }}
          refresh-token: \${{ secrets.${name} }}
          github-token: \${{ secrets.${secretNames.githubToken} }}
${lines('          ', inputs)}`;
}

/** Text in JSON's quotes is valid YAML; `${{`, which a workflow would evaluate, is escaped. */
function yamlText(text: string): string {
  return JSON.stringify(text).replaceAll(/\$\{\{/g, (open) => `${open} '${open}' }}`);
}
