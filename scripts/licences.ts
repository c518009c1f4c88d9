import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The parts of webpack's statistics that show which packages are in a bundle. */
export interface BundleStats {
  /** The version of webpack. */
  version: string;
  modules: BundledModule[];
}

export interface BundledModule {
  moduleType: string;
  identifier: string;
  /** The file. Webpack's own modules and Node's have none. */
  nameForCondition?: string | null;
  /** Not in the bundle, or only as part of another module. */
  orphan: boolean;
  /** The modules that import it. */
  reasons?: { moduleName?: string | null }[];
  /** The modules that were merged into this one. */
  modules?: BundledModule[];
}

interface Package {
  name: string;
  version: string;
  /** From package.json, for example MIT. */
  licence: string;
  repository: string;
  /** The text of its license files; empty if it has none. */
  text: string;
}

/** Packages without a license file, each with one from the same repository whose text applies to both. */
const licensedLike: Record<string, string> = { 'proxy-agent-negotiate': 'https-proxy-agent' };

const licenceFile = /^(licen[cs]e|copying|notice)(-[\w.]+)?(\.(md|markdown|txt))?$/i;

const rule = '='.repeat(80);

/**
 * The licenses of all packages whose code is in a bundle. ncc's own `--license` misses modules that
 * webpack merged, and tools that read node_modules (license-checker, generate-license-file) do not
 * know which packages are bundled.
 *
 * @throws if a package has no license, or the origin of a module is unknown
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
    if (!file) throw new Error(`This module belongs to no known package: ${identifier}`);
    // Greedy, because packages can be nested. Our own code does not match.
    return /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(file) ?? [];
  });
}

/** Modules, and the modules that were merged into them. */
export function allOf(modules: BundledModule[]): BundledModule[] {
  return modules.flatMap((module) => [module, ...allOf(module.modules ?? [])]);
}

function readPackage(folder: string): Package {
  const { name, version, license, repository } = JSON.parse(read(join(folder, 'package.json')));
  if (typeof license !== 'string') {
    throw new Error(`${name} ${version} is bundled, and its package.json names no license.`);
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
      `${bare.name} ${bare.version} is bundled and has no license file (${bare.licence}). Find its text, and add it to scripts/licences.ts.`,
    );
  }
  return `It brings no license file. This is the one of ${relative.name}, from the same repository.\n\n${relative.text}`;
}

/** webpack's runtime is part of each bundle. ncc contains webpack, but not its license. */
function webpack({ version }: BundleStats): Package {
  const text = read(new URL('webpack-licence.txt', import.meta.url)).trim();
  return { name: 'webpack', version, licence: 'MIT', repository: 'webpack/webpack', text };
}

/** ncc adds code to that runtime, and modules of its own. */
function bundlerFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('@vercel/ncc/package.json'));
}

/** Some packages have Windows line endings. */
function read(file: string | URL): string {
  return readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
}
