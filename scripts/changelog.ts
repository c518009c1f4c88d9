/** What the changelog says of one version. */
export interface ChangelogEntry {
  version: string;
  notes: string;
}

/**
 * The newest entry of a changelog in the form of Keep a Changelog.
 *
 * @throws Error where the changelog does not begin with a version, its date and what changed
 */
export function newestEntry(changelog: string): ChangelogEntry {
  const [, heading = '', rest = ''] = /^## (.+)$([\s\S]*)/m.exec(changelog) ?? [];
  const [, version] = /^\[(\d+\.\d+\.\d+)\] - \d{4}-\d\d-\d\d$/.exec(heading) ?? [];
  if (version === undefined) {
    throw new Error(
      `CHANGELOG.md begins with "${heading}", and a release needs "[VERSION] - DATE". Give what is unreleased a version and a date.`,
    );
  }
  const [section = ''] = rest.split(/^## /m, 1);
  const notes = section.replaceAll(/^\[[^\]]+\]: \S+$/gm, '').trim();
  if (notes === '') throw new Error(`CHANGELOG.md says nothing of ${version}.`);
  return { version, notes };
}

/**
 * The notes of the release that a tag stands for.
 *
 * @throws Error where the tag, package.json and the changelog do not name the same version
 */
export function notesOf(
  tag: string,
  { version, changelog }: { version: string; changelog: string },
): string {
  if (tag !== `v${version}`) {
    throw new Error(`The tag is "${tag}", and package.json asks for v${version}.`);
  }
  const entry = newestEntry(changelog);
  if (entry.version !== version) {
    throw new Error(
      `package.json has version ${version}, and CHANGELOG.md begins with ${entry.version}.`,
    );
  }
  return entry.notes;
}
