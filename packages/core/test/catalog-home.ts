import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createCatalog, type Catalog } from '../src/catalog/catalog.js';
import type { SourceRecord } from '../src/catalog/catalog-schema.js';
import { homeLayout, type HomeLayout } from '../src/store/home-layout.js';
import { tempFolder } from './temp-folder.js';

/** A home folder whose catalog is tested. */
export interface CatalogHome {
  readonly layout: HomeLayout;
  readonly warnings: string[];
  /** The catalog as another process would open it. */
  readonly open: () => Catalog;
}

export async function makeHome(): Promise<CatalogHome> {
  const layout = homeLayout(await tempFolder());
  const warnings: string[] = [];
  return { layout, warnings, open: () => createCatalog(layout, (message) => warnings.push(message)) };
}

/** Registers a source as far as the catalog is concerned: its snapshot is there, and it is in the list. */
export async function add({ layout, open }: CatalogHome, record: SourceRecord): Promise<void> {
  await mkdir(join(layout.sourcesDir, record.treeDigest), { recursive: true });
  await open().update((sources) => void sources.push(record));
}

export async function keysOf(catalog: Catalog): Promise<string[]> {
  return (await catalog.sources()).map(({ key }) => key).toSorted();
}

export async function filesIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).toSorted();
}
