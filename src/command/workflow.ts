import { repository, version } from '../../package.json';
import { type Options, optionDefaults } from './options';
import { secretNames } from './secret-names';

const fileName = 'goto-keep-alive.yml';
/** Where to commit the workflow. */
export const keepAlive = { fileName, path: `.github/workflows/${fileName}` };

/** The workflow (YAML) that keeps the refresh token alive, for the places where it is stored. */
export function keepAliveWorkflow({ secretName, places, tokenUrl }: Options): string {
  const [place] = places;
  const action = `${repository.replace('github:', '')}@v${version}`;
  const environment =
    place?.kind === 'environment' ? [`environment: ${yamlText(place.environment_name)}`] : [];
  const repositories = places.flatMap((one) =>
    one.kind === 'organization' ? [] : [`  ${one.owner}/${one.repo}`],
  );
  const inputs = [
    ...(secretName === optionDefaults.secretName ? [] : [`secret-name: ${secretName}`]),
    ...environment,
    ...(place?.kind === 'organization' ? [`organization: ${yamlText(place.org)}`] : []),
    // A single one is where the workflow runs, which is the default.
    ...(repositories.length > 1 ? ['repository: |', ...repositories] : []),
    ...(tokenUrl.href === optionDefaults.tokenUrl ? [] : [`token-url: ${yamlText(tokenUrl.href)}`]),
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
          refresh-token: \${{ secrets.${secretName} }}
          github-token: \${{ secrets.${secretNames.githubToken} }}
${lines('          ', inputs)}`;
}

/** Text in JSON's quotes is valid YAML; `${{`, which a workflow would evaluate, is escaped. */
function yamlText(text: string): string {
  return JSON.stringify(text).replaceAll(/\$\{\{/g, (open) => `${open} '${open}' }}`);
}
