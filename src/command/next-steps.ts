import { placeKinds, type SecretPlace } from '../github/places';
import { secretSetCommand, shellWord, workflowRunCommand } from './gh-commands';
import type { Options } from './options';
import { secretNames } from './secret-names';
import { listed, type Screen, type Terminal } from './terminal';
import { keepAlive } from './workflow';

/** What a person has to do: paragraphs, and lines to copy. */
export type Step = [title: string, ...parts: (string | { lines: string[] })[]];

interface Situation {
  options: Options;
  /** the places without a token that the workflow can write with */
  withoutWriterToken: SecretPlace[];
  hasFailures: boolean;
  /** where the workflow was written to; undefined if it was printed */
  workflowPath: string | undefined;
  /** whether a workflow was there already */
  isWorkflowThere: boolean;
  /** the host of GitHub as gh names it; undefined for github.com */
  ghHostname: string | undefined;
}

/** Prints what is left to do. It is the last on the screen, so that nobody has to look for it. */
export function printNextSteps(terminal: Terminal, situation: Situation): void {
  terminal.note('');
  printSteps(terminal, nextSteps(situation));
}

/** Prints steps with their numbers. */
export function printSteps(screen: Screen, steps: Step[]): void {
  screen.note('What is left to do:');
  for (const [index, [title, ...parts]] of steps.entries()) {
    const indent = '   ';
    screen.note('');
    screen.item(`${index + 1}.`, title);
    for (const part of parts) {
      screen.note('');
      if (typeof part === 'string') screen.note(part, indent);
      else for (const line of part.lines) screen.verbatim(`${indent}${line}`);
    }
  }
}

function nextSteps(situation: Situation): Step[] {
  const { hasFailures, withoutWriterToken, isWorkflowThere } = situation;
  const paste: Step = [
    'Paste the commands above into a terminal: they store what is still missing.',
  ];
  return [
    ...(hasFailures ? [paste] : []),
    ...(withoutWriterToken.length > 0 ? [writerTokenStep(situation)] : []),
    ...(isWorkflowThere ? [] : [commitStep(situation)]),
    runStep(situation),
  ];
}

/** The step that creates the token of the workflow, and stores it where it is missing. */
export function writerTokenStep({
  options,
  withoutWriterToken,
  ghHostname,
}: Pick<Situation, 'options' | 'withoutWriterToken' | 'ghHostname'>): Step {
  const { places } = options;
  const { githubToken } = secretNames;
  const isOne = withoutWriterToken.length === 1;
  return [
    'Create the GitHub token with which the workflow will store new refresh tokens. Open this page:',
    ...tokenPage(places as [SecretPlace], `https://${ghHostname ?? 'github.com'}/settings`),
    `Then run ${isOne ? 'this, and paste the token when it asks' : 'these, and paste the token each time'}:`,
    {
      lines: withoutWriterToken.map((place) =>
        secretSetCommand(githubToken, { place, options, ghHostname }),
      ),
    },
  ];
}

/**
 * The page of GitHub that creates a token, with the form filled in ("Pre-filling fine-grained personal
 * access token details using URL parameters" in GitHub's documentation), and what to do there.
 */
function tokenPage(places: [SecretPlace, ...SecretPlace[]], settings: string): [Lines, string] {
  const [place] = places;
  const repositories = places.flatMap((one) =>
    one.kind === 'organization' ? [] : [fullName(one)],
  );
  const owner = ownerOf(place);
  if (places.some((one) => ownerOf(one).toLowerCase() !== owner.toLowerCase())) {
    const page = `${settings}/tokens/new?description=goto-access-token&scopes=repo`;
    return [
      { lines: [page] },
      `It makes a classic token with the scope repo, because a fine-grained one works for one owner only. ${generate}`,
    ];
  }
  const { permission } = placeKinds[place.kind];
  const query = new URLSearchParams({
    // GitHub wants a name that no other token of the person has, of at most 40 characters.
    name: `GoTo ${repositories[0] ?? owner}`.slice(0, 40),
    target_name: owner,
    expires_in: '365',
    [permissionParameters[place.kind]]: 'write',
  });
  const access =
    repositories.length > 0 ? `Under Repository access, select only ${listed(repositories)}. ` : '';
  return [
    { lines: [`${settings}/personal-access-tokens/new?${query}`] },
    `Choose ${owner} as the resource owner. ${access}The token needs the ${permission}: read and write. ${generate}`,
  ];
}

const generate = 'Press Generate token, and copy the token: GitHub shows it only once.';

type Lines = { lines: string[] };

const permissionParameters: Record<SecretPlace['kind'], string> = {
  repository: 'secrets',
  environment: 'environments',
  organization: 'organization_secrets',
};

function commitStep({ options: { places }, workflowPath }: Situation): Step {
  const [place] = places as [SecretPlace];
  const where =
    place.kind === 'organization'
      ? `a repository of ${place.org} that can read the secrets`
      : `${fullName(place)}${places.length > 1 ? ' (one of the repositories is enough)' : ''}`;
  const path = workflowPath ?? keepAlive.path;
  const what =
    workflowPath === undefined
      ? `In a clone of ${where}, save the printed workflow as ${path}. Then commit it to the default branch:`
      : `Commit the workflow to the default branch of ${where}:`;
  const lines = [
    `git add ${shellWord(path)}`,
    'git commit -m "Keep the GoTo refresh token alive"',
    'git push',
  ];
  return [what, { lines }];
}

function runStep({ options: { places }, ghHostname }: Situation): Step {
  const [place] = places as [SecretPlace];
  const command = workflowRunCommand(keepAlive.fileName, { place, ghHostname });
  return ['Start the workflow once, to see that it works:', { lines: [command] }];
}

function fullName({ owner, repo }: { owner: string; repo: string }): string {
  return `${owner}/${repo}`;
}

function ownerOf(place: SecretPlace): string {
  return place.kind === 'organization' ? place.org : place.owner;
}
