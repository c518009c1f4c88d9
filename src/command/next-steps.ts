import { posix } from 'node:path';
import {
  placeKinds,
  placeName,
  repositoryNames,
  type SecretPlace,
  type Visibility,
} from '../github/places';
import { isPastable, placeOptions, quoted } from '../github/recovery';
import { listed, type Screen, type Terminal } from './terminal';
import type { Delivery } from './workflow';

/** What a person has to do, with the number in the README. An array is lines to copy. */
type Step = [number: 2 | 3 | 4, title: string, ...parts: (string | string[])[]];

/** Where the token is needed that the workflow writes with. */
export interface TokenSituation {
  places: SecretPlace[];
  /** those that have no such token */
  without: SecretPlace[];
  /** the name of its secret */
  name: string;
  /** see `Options` */
  sharing: { visibility: Visibility; selected: { repo: string }[] };
  /** the host of GitHub as gh names it; undefined for github.com */
  ghHostname: string | undefined;
}

export interface Situation {
  writerToken: TokenSituation;
  hasFailures: boolean;
  workflow: Delivery;
}

/** Prints what is left to do. It is the last on the screen, so that nobody has to look for it. */
export function printNextSteps(
  terminal: Terminal,
  { writerToken, hasFailures, workflow }: Situation,
): void {
  const { places, ghHostname } = writerToken;
  const paste = 'Paste the commands above into a terminal: they store what is still missing.';
  const steps = writerTokenStep(writerToken);
  if (hasFailures) steps.unshift([2, paste]);
  const start = startParts(places, workflow.path, ghHostname);
  terminal.note('');
  printSteps(terminal, [...steps, [4, ...commitParts(places, workflow), ...start]]);
}

/** Prints steps with their numbers. */
export function printSteps(screen: Screen, steps: Step[]): void {
  screen.note('What is left to do, with the numbers of the README:');
  for (const [number, title, ...parts] of steps) {
    const indent = '   ';
    screen.note('');
    screen.item(`${number}.`, title);
    for (const part of parts) {
      screen.note('');
      if (typeof part === 'string') screen.note(part, indent);
      else for (const line of part) screen.verbatim(`${indent}${line}`);
    }
  }
}

/** The step that creates the token of the workflow, and stores it where it is missing; [] if nowhere. */
export function writerTokenStep(situation: TokenSituation): Step[] {
  const { places, without, name, ghHostname } = situation;
  if (without.length === 0) return [];
  const commands = without.map((place) => secretSetCommand(place, situation));
  const lines = commands.filter((command) => command !== undefined);
  const inWords = without.filter((_place, index) => commands[index] === undefined);
  const isElsewhere = places[0]?.kind === 'organization' && ghHostname !== undefined;
  const host = isElsewhere ? `set the variable GH_HOST to ${ghHostname}, ` : '';
  const run =
    lines.length === 1
      ? 'this, and paste the token when it asks'
      : 'these, and paste the token each time';
  const step: Step = [
    3,
    'Create the GitHub token with which the workflow will store new refresh tokens. Open this page:',
    ...tokenPage(places, `https://${ghHostname ?? 'github.com'}/settings`),
  ];
  if (lines.length > 0) step.push(`Then ${host}run ${run}:`, lines);
  for (const place of inWords) {
    step.push(`Save the token on GitHub as the secret ${name} of ${placeName(place)}.`);
  }
  return [step];
}

/**
 * The page of GitHub that creates a token, with the form filled in ("Pre-filling fine-grained personal
 * access token details using URL parameters" in GitHub's documentation), and what to do there.
 */
function tokenPage(places: SecretPlace[], settings: string): [string[], string] {
  const [place] = places as [SecretPlace];
  const repositories = repositoryNames(places);
  const owner = ownerOf(place);
  if (places.some((one) => ownerOf(one).toLowerCase() !== owner.toLowerCase())) {
    return [
      [`${settings}/tokens/new?description=goto-access-token&scopes=repo`],
      `It makes a classic token with the scope repo, because a fine-grained one works for one owner only. ${generate}`,
    ];
  }
  const { permission, permissionParameter } = placeKinds[place.kind];
  const query = new URLSearchParams({
    // GitHub wants a name that no other token of the person has, of at most 40 characters.
    name: `GoTo ${repositories[0] ?? owner}`.slice(0, 40),
    target_name: owner,
    expires_in: '365',
    [permissionParameter]: 'write',
  });
  const access =
    repositories.length > 0 ? `Under Repository access, select only ${listed(repositories)}. ` : '';
  return [
    [`${settings}/personal-access-tokens/new?${query}`],
    `Choose ${owner} as the resource owner. ${access}The token needs the ${permission}: read and write. ${generate}`,
  ];
}

const generate = 'Press Generate token, and copy the token: GitHub shows it only once.';

function commitParts(
  places: SecretPlace[],
  { path, kind }: Delivery,
): [string, ...string[][]] | [] {
  const [place] = places as [SecretPlace];
  const where =
    place.kind === 'organization'
      ? `a repository of ${place.org} that can read the secrets`
      : `${place.owner}/${place.repo}${places.length > 1 ? ' (one of the repositories is enough)' : ''}`;
  const what = {
    written: `Commit the workflow to the default branch of ${where}`,
    apart: `Copy ${path} into a clone of ${where}, and commit it there to the default branch`,
    printed: `In a clone of ${where}, save the printed workflow as ${path}. Then commit it to the default branch`,
  };
  if (kind === 'kept') return [];
  if (kind === 'apart' || !isPastable(path)) return [`${what[kind]}.`];
  const message = quoted('Keep the GoTo refresh token alive');
  return [`${what[kind]}:`, [`git add ${quoted(path)}`, `git commit -m ${message}`, 'git push']];
}

/** For an organization, the command works in the folder of the workflow's repository. */
function startParts(
  places: SecretPlace[],
  workflowPath: string,
  ghHostname: string | undefined,
): [string, ...string[][]] {
  const [place] = places as [SecretPlace];
  const start = 'Start the workflow once, to see that it works';
  const command = `gh workflow run ${posix.basename(workflowPath)}`;
  if (place.kind === 'organization') return [`${start}:`, [command]];
  const options = placeOptions({ ...place, kind: 'repository' }, ghHostname);
  return options === undefined
    ? [`${start}: on GitHub, under Actions.`]
    : [`${start}:`, [`${command} ${options}`]];
}

function ownerOf(place: SecretPlace): string {
  return place.kind === 'organization' ? place.org : place.owner;
}

/** The command that stores a secret; undefined where shells do not agree on the name of the place. */
function secretSetCommand(
  place: SecretPlace,
  { name, sharing, ghHostname }: TokenSituation,
): string | undefined {
  const options = placeOptions(place, ghHostname);
  const selected = sharing.selected.map(({ repo }) => repo).join(',');
  const visibility = {
    all: ' --visibility all',
    private: '',
    selected: ` --repos ${quoted(selected)}`,
  }[sharing.visibility];
  return options && `gh secret set ${name} ${options}${visibility}`;
}
