import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Who may know whom: the picture in `docs/architecture.md`, as a table. Tests may use the testkit beside it. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  '@modelzoo/core': [],
  '@modelzoo/source-github': ['@modelzoo/core'],
  '@modelzoo/source-url': ['@modelzoo/core'],
  '@modelzoo/manager-http': ['@modelzoo/core'],
  '@modelzoo/plugin-npm': ['@modelzoo/core'],
  '@modelzoo/runtime-onnx': ['@modelzoo/core'],
  '@modelzoo/testkit': ['@modelzoo/core'],
  '@modelzoo/cli': [
    '@modelzoo/core',
    '@modelzoo/manager-http',
    '@modelzoo/plugin-npm',
    '@modelzoo/runtime-onnx',
    '@modelzoo/source-github',
    '@modelzoo/source-url',
  ],
};

interface PackageJson {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly sideEffects?: boolean;
  readonly files?: readonly string[];
  readonly engines?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, unknown>>;
}

const packages = ['packages', 'apps'].flatMap((group) =>
  readdirSync(join(root, group)).map((name) => {
    const folder = join(root, group, name);
    return { folder, json: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageJson };
  }),
);

const DECLARATION = /^export (?:abstract |async )?(?:interface|type|function\*?|const|class) (?<name>\w+)/gm;
const IMPORT = /(?:\bfrom\s*|\bimport\s*\(?\s*)'(?<specifier>[\w@./:-]+)'/g;

function importsOf(file: string): string[] {
  return [...readCode(file).matchAll(IMPORT)].map(({ groups }) => groups?.['specifier'] ?? '');
}

/** Without comments, which may show imports of others. */
function readCode(file: string): string {
  return readFileSync(file, 'utf8').replaceAll(/\/\*.*?\*\/|^\s*\/\/.*$/gms, '');
}

function sourceFiles(folder: string): string[] {
  return readdirSync(join(folder, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

describe('the arrows of the architecture', () => {
  it('are known for every package, and for no other', () => {
    expect(packages.map(({ json }) => json.name).toSorted()).toStrictEqual(Object.keys(arrows).toSorted());
  });

  it.each(packages)('$json.name declares only dependencies that are drawn', ({ json }) => {
    const declared = { ...json.dependencies, ...json.peerDependencies, ...json.optionalDependencies };
    const ours = Object.keys(declared).filter((name) => name.startsWith('@modelzoo/'));
    expect(ours.filter((name) => arrows[json.name]?.includes(name) !== true)).toStrictEqual([]);
  });

  it.each(packages)('$json.name imports only what it declares and what is drawn', ({ folder, json }) => {
    const declared = new Set(
      Object.keys({ ...json.dependencies, ...json.peerDependencies, ...json.optionalDependencies }),
    );
    const faults: string[] = [];
    for (const file of sourceFiles(folder)) {
      if (/\.test(?:-d)?\.ts$/.test(file)) continue;
      for (const specifier of importsOf(file)) {
        if (specifier.startsWith('node:')) continue;
        const where = `${relative(root, file)} imports ${specifier}`;
        if (specifier.startsWith('.')) {
          if (!resolve(dirname(file), specifier).startsWith(folder)) faults.push(where);
        } else if (builtinModules.includes(specifier) || !declared.has(packageOf(specifier))) faults.push(where);
      }
    }
    expect(faults).toStrictEqual([]);
  });

  it('has core as a peer of every plugin, so that there is one copy of it', () => {
    const plugins = packages.filter(({ json }) => !['@modelzoo/core', '@modelzoo/cli'].includes(json.name));
    for (const { json } of plugins) {
      expect(Object.keys(json.peerDependencies ?? {}), json.name).toContain('@modelzoo/core');
      expect(Object.keys(json.dependencies ?? {}), json.name).not.toContain('@modelzoo/core');
    }
  });
});

describe('every package', () => {
  it.each(packages)('$json.name is publishable by itself', ({ folder, json }) => {
    expect(json.sideEffects).toBe(false);
    expect(json.files).toContain('dist');
    expect(json.engines?.['node']).toBe('^22.18 || ^24.11 || >=26');
    expect(Object.keys(json.exports ?? {})).toEqual(expect.arrayContaining(['.', './package.json']));
    const present = readdirSync(folder);
    expect(present).toEqual(expect.arrayContaining(['README.md', 'LICENSE']));
  });

  it.each(packages)('$json.name documents every public name', ({ folder }) => {
    const publicNames = new Set(readFileSync(join(folder, 'src', 'index.ts'), 'utf8').match(/\b\w+\b/g));
    const undocumented = sourceFiles(folder)
      .filter((file) => !file.endsWith('.test.ts'))
      .flatMap((file) => {
        const text = readFileSync(file, 'utf8');
        return [...text.matchAll(DECLARATION)]
          .filter(({ groups }) => publicNames.has(groups?.['name'] ?? ''))
          .filter(({ index }) => !text.slice(0, index).trimEnd().endsWith('*/'))
          .map(({ groups }) => `${relative(root, file)}: ${groups?.['name'] ?? ''}`);
      });
    expect(undocumented).toStrictEqual([]);
  });

  it.each(packages)('$json.name has no file above 300 lines without a reason', ({ folder }) => {
    const long = sourceFiles(folder).filter((file) => {
      const text = readFileSync(file, 'utf8');
      return text.split('\n').length > 300 && !text.includes('This file is long because');
    });
    expect(long.map((file) => relative(root, file))).toStrictEqual([]);
  });
});
