import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** webpack's account of a bundle, as far as it tells whose code is in it. */
export interface BundleStats {
  /** Of webpack itself. */
  version: string;
  modules: BundledModule[];
}

export interface BundledModule {
  moduleType: string;
  identifier: string;
  /** The file; none for what webpack wrote itself, and for what Node brings. */
  nameForCondition?: string | null;
  /** Looked at, and not in the bundle under its own name. */
  orphan: boolean;
  /** Who imports it. */
  reasons?: { moduleName?: string | null }[];
  /** Those that were joined into this one. */
  modules?: BundledModule[];
}

interface Package {
  name: string;
  version: string;
  /** As package.json has it, for example MIT. */
  licence: string;
  repository: string;
  /** What its licence files say; empty if it has none. */
  text: string;
}

/**
 * Packages that name a licence and bring no text of it, each with a package of the same repository,
 * whose text holds for both.
 */
const licensedLike: Record<string, string> = { 'proxy-agent-negotiate': 'https-proxy-agent' };

const licenceFile = /^(licen[cs]e|copying|notice)(-[\w.]+)?(\.(md|markdown|txt))?$/i;

const rule = '='.repeat(80);

/**
 * The licences of all packages whose code is in a bundle. ncc's own `--license` passes over the
 * modules that webpack joined into one, and tools that walk what is installed (license-checker,
 * generate-license-file) do not know what of it is bundled.
 *
 * @throws when a package has no licence to show, or nobody knows whose a part of the bundle is
 */
export function licencesOf(stats: BundleStats): string {
  const installed = [bundlerFolder(), ...packageFolders(stats.modules)].map(readPackage);
  const packages = new Map(
    [webpack(stats), ...installed].map((each) => [`${each.name} ${each.version}`, each]),
  );
  const sections = [...packages]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([title, each]) => {
      const text = each.text || textOfRelative(each, [...packages.values()]);
      return `${rule}\n${title} (${each.licence})\n${rule}\n\n${text}\n`;
    });
  return ['The code here is in part that of these packages.\n', ...sections].join('\n');
}

function packageFolders(modules: BundledModule[]): string[] {
  return allOf(modules.filter(({ orphan }) => !orphan)).flatMap((module) => {
    const { moduleType, identifier, nameForCondition: file } = module;
    if (moduleType === 'runtime' || identifier.startsWith('external ')) return [];
    if (!file) throw new Error(`Nobody knows whose this part of the bundle is: ${identifier}`);
    // Greedy, for a package may bring packages of its own. What matches nothing is our own code.
    return /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(file) ?? [];
  });
}

/** Modules, and those that were joined into them. */
export function allOf(modules: BundledModule[]): BundledModule[] {
  return modules.flatMap((module) => [module, ...allOf(module.modules ?? [])]);
}

function readPackage(folder: string): Package {
  const { name, version, license, repository } = JSON.parse(read(join(folder, 'package.json')));
  if (typeof license !== 'string') {
    throw new Error(`${name} ${version} is bundled, and its package.json names no licence.`);
  }
  const files = readdirSync(folder).filter((file) => licenceFile.test(file));
  const texts = files.sort().map((file) => read(join(folder, file)).trim());
  return {
    name,
    version,
    licence: license,
    repository: repository?.url ?? repository ?? '',
    text: texts.join('\n\n'),
  };
}

function textOfRelative(bare: Package, packages: Package[]): string {
  const relative = packages.find(
    ({ name, licence, repository, text }) =>
      name === licensedLike[bare.name] &&
      licence === bare.licence &&
      repository === bare.repository &&
      text !== '',
  );
  if (relative === undefined) {
    throw new Error(
      `${bare.name} ${bare.version} is bundled and has no licence file (${bare.licence}). Find the text and tell scripts/licences.ts where it is.`,
    );
  }
  return `It brings no licence file. This is the one of ${relative.name}, from the same repository.\n\n${relative.text}`;
}

/** ncc carries webpack, whose runtime is a part of each bundle, and drops its licence. */
function webpack({ version }: BundleStats): Package {
  const text = read(new URL('webpack-licence.txt', import.meta.url)).trim();
  return { name: 'webpack', version, licence: 'MIT', repository: 'webpack/webpack', text };
}

/** ncc writes into that runtime, and adds modules of its own. */
function bundlerFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('@vercel/ncc/package.json'));
}

/** Some packages are published with the line ends of Windows. */
function read(file: string | URL): string {
  return readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
}
