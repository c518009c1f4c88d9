import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The parts of webpack's statistics that show which packages are in a bundle. */
export interface BundleStats {
  /** The version of webpack. */
  version: string;
  modules: BundledModule[];
}

interface BundledModule {
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

/** Packages without a license file, each with one from the same repository whose text applies to both. */
const licensedLike: Record<string, string> = { 'proxy-agent-negotiate': 'https-proxy-agent' };

const licenseFile = /^(licen[cs]e|copying|notice)(-[\w.]+)?(\.(md|markdown|txt))?$/i;

/**
 * The licenses of all packages whose code is in a bundle. ncc's own `--license` misses modules that
 * webpack merged, and tools that read node_modules (license-checker, generate-license-file) do not
 * know which packages are bundled.
 *
 * @throws if a package has no license, or the origin of a module is unknown
 */
export function licensesOf({ version, modules }: BundleStats): string {
  // webpack's runtime is part of each bundle. ncc contains webpack, but not its license.
  const ofWebpack = read(new URL('webpack-license.txt', import.meta.url)).trim();
  // ncc adds code to that runtime, and modules of its own.
  const ncc = dirname(createRequire(import.meta.url).resolve('@vercel/ncc/package.json'));
  const sections = new Map([
    section(`webpack ${version}`, 'MIT', ofWebpack),
    ...[ncc, ...packageFolders(modules)].map(sectionOf),
  ]);
  const sorted = [...sections].sort(([one], [other]) => (one < other ? -1 : 1));
  const texts = sorted.map(([, text]) => text);
  return ['The code here is in part that of these packages.\n', ...texts].join('\n');
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

function sectionOf(folder: string): [title: string, text: string] {
  const { name, version, license, repository } = readManifest(folder);
  const relative = licensedLike[name];
  const from = relative === undefined ? folder : join(folder, '..', relative);
  const files = readdirSync(from).filter((file) => licenseFile.test(file));
  if (typeof license !== 'string' || files.length === 0) {
    throw new Error(
      `${name} ${version} is bundled, and names no license or has no license file (${license}). Find its text, and add it to scripts/licenses.ts.`,
    );
  }
  const texts = files.sort().map((file) => read(join(from, file)).trim());
  if (relative !== undefined) {
    const like = readManifest(from);
    if (like.license !== license || like.repository?.url !== repository?.url) {
      throw new Error(`${name} ${version} is no longer licensed like ${relative}.`);
    }
    const whose = `This is the one of ${relative}, from the same repository.`;
    texts.unshift(`It brings no license file. ${whose}`);
  }
  return section(`${name} ${version}`, license, texts.join('\n\n'));
}

function section(title: string, license: string, text: string): [title: string, text: string] {
  const rule = '='.repeat(80);
  return [title, `${rule}\n${title} (${license})\n${rule}\n\n${text}\n`];
}

function readManifest(folder: string) {
  return JSON.parse(read(join(folder, 'package.json')));
}

/** Some packages have Windows line endings. */
function read(file: string | URL): string {
  return readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
}
