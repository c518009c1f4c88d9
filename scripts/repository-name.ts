/** What stands where the name of the repository belongs, until it is known. */
export const placeholder = 'OWNER/REPO';

/**
 * The one argument, if it is a name that GitHub allows.
 *
 * @throws Error that says why not
 */
export function checkedName(args: string[]): string {
  const [name = ''] = args;
  const [owner = '', repository = ''] = name.split('/');
  if (args.length !== 1 || name !== `${owner}/${repository}` || name === placeholder) {
    throw new Error('Name the repository as owner/name: npm run name -- octo/goto-access-token');
  }
  // The underscore is for the short code of an enterprise, at the end of its managed users.
  if (!/^[a-z\d]+(-[a-z\d]+)*(_[a-z\d]+)?$/i.test(owner) || owner.length > 39) {
    throw new Error(
      `GitHub allows no owner ${JSON.stringify(owner)}: up to 39 letters and digits, with single hyphens between them.`,
    );
  }
  // "Repository limits" in GitHub's documentation.
  if (!/^[\w.-]{1,100}$/.test(repository) || /^\.{1,2}$|\.(git|wiki)$/i.test(repository)) {
    throw new Error(
      `GitHub allows no repository ${JSON.stringify(repository)}: up to 100 letters, digits, ".", "-" and "_", and no ".git" or ".wiki" at the end.`,
    );
  }
  return name;
}
