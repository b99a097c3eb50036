import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CatalogModel } from '../catalog/catalog-model.js';
import { ZooError } from '../errors/zoo-error.js';
import { findManifests } from '../manifest/find-manifests.js';
import { formatModelName } from '../manifest/model-name.js';
import { parseManifest, type ParsedManifest } from '../manifest/parse-manifest.js';
import { parseLfsPointer } from './lfs-pointer.js';
import { normalizeLicense } from '../manifest/spdx-license.js';
import type { Diagnostic, ManifestReport } from './source-types.js';

/** What the manifests of one snapshot declare. */
export interface ReadSource {
  readonly manifests: readonly (Omit<ManifestReport, 'status'> & { readonly error: ZooError | undefined })[];
  readonly models: readonly Omit<CatalogModel, 'source'>[];
}

/**
 * Reads every manifest below a folder. A manifest that cannot be read is reported and hides no other; a model that an
 * earlier manifest declared already is left out, and said to be.
 */
export async function readSource(rootDir: string, subPath?: string): Promise<ReadSource> {
  const declaredIn = new Map<string, string>();
  const manifests: ReadSource['manifests'][number][] = [];
  const models: ReadSource['models'][number][] = [];
  for (const path of await findManifests(rootDir, subPath)) {
    try {
      const manifest = await readManifest(rootDir, path);
      const diagnostics: Diagnostic[] = [...manifest.diagnostics];
      let usable = 0;
      for (const entry of manifest.models) {
        const version = entry.version == null || entry.version === '' ? undefined : entry.version;
        const name = formatModelName({ baseName: entry.base_name, version });
        const other = declaredIn.get(name);
        if (other === undefined) {
          declaredIn.set(name, path);
          const license = entry.license ?? undefined;
          models.push({
            name,
            baseName: entry.base_name,
            version,
            tags: entry.tags ?? [],
            license,
            spdxLicense: license === undefined ? undefined : normalizeLicense(license),
            sizeBytes: entry.size_bytes ?? undefined,
            manifestPath: path,
            entry,
          });
          usable += 1;
        } else {
          diagnostics.push({
            severity: 'error',
            code: 'ERR_ZOO_MANIFEST_INVALID',
            message: `${name} is declared in ${other} already.`,
            path,
          });
        }
      }
      manifests.push({ path, name: manifest.name, models: usable, diagnostics, error: undefined });
    } catch (error) {
      if (!ZooError.is(error)) throw error;
      manifests.push({ path, name: undefined, models: 0, diagnostics: [diagnosticOf(error, path)], error });
    }
  }
  return { manifests, models };
}

async function readManifest(rootDir: string, path: string): Promise<ParsedManifest> {
  const bytes = await readFile(join(rootDir, path));
  if (parseLfsPointer(bytes) === undefined) return parseManifest(bytes, path);
  throw new ZooError('ERR_ZOO_MANIFEST_INVALID', `${path} is a pointer of Git LFS, and no manifest.`, {
    hint: 'Its author has to keep manifests out of Git LFS: see .gitattributes there.',
    details: { path },
  });
}

function diagnosticOf(error: ZooError, path: string): Diagnostic {
  const { pointer, line, column } = error.details;
  return {
    // A manifest.json of a web app beside the models is nothing that its author did wrong.
    severity: error.code === 'ERR_ZOO_MANIFEST_FOREIGN' ? 'warning' : 'error',
    code: error.code,
    message: error.message,
    path,
    pointer: typeof pointer === 'string' ? pointer : undefined,
    line: typeof line === 'number' ? line : undefined,
    column: typeof column === 'number' ? column : undefined,
  };
}
