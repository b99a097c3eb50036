import { existsSync } from 'node:fs';
import { lstat, realpath } from 'node:fs/promises';
import type { Catalog } from '../catalog/catalog.js';
import type { SourceRecord } from '../catalog/catalog-schema.js';
import { homeLayout, type HomeLayout } from '../store/home-layout.js';
import type { ModelFolder, ModelStore } from '../store/model-store.js';
import { createSnapshotFolders, type SnapshotFolders } from '../store/snapshot-folders.js';

/**
 * Home folders below one's own, which are read and never written: in the image of a container, say, or on a disk that many
 * share. What is in one's own comes first.
 */
export interface Layers {
  /** Absolute, as they were given. */
  readonly roots: readonly string[];
  /** Those that can be used. What is wrong with the others is told once. */
  usable(): Promise<readonly HomeLayout[]>;
  /** The sources of the own catalog, and those that only layers have. */
  withSources(own: Pick<Catalog, 'sources'>): Pick<Catalog, 'sources'>;
  /** A snapshot that one's own home lacks lies where a layer has it. Only the own ones are listed. */
  withSnapshots<Snapshots extends SnapshotFolders>(own: Snapshots): Snapshots;
  /** The same, with those that only layers have in its list. */
  withAllSnapshots(own: SnapshotFolders): SnapshotFolders;
  /** Finds and lists models of layers, too. Whatever makes or deletes a model does it in one's own home. */
  withModels<Models extends Pick<ModelStore, 'readReceipt' | 'list' | 'pathOf'>>(own: Models): Models;
  /** Every folder of a model in the layers. */
  folders(): Promise<readonly LayerFolder[]>;
}

/** A folder of a model in a layer. */
export interface LayerFolder extends ModelFolder {
  /** Absolute folder of the layer. */
  readonly layer: string;
}

/**
 * @param roots Absolute.
 * @param home Absolute: one's own.
 * @param onWarning Told in full sentences of layers that cannot be used.
 */
export function createLayers(roots: readonly string[], home: string, onWarning: (message: string) => void): Layers {
  const layouts = roots.map(homeLayout);
  let checking: Promise<readonly HomeLayout[]> | undefined;
  let opening: Promise<readonly { readonly layer: string; readonly models: ModelStore }[]> | undefined;

  async function check(): Promise<readonly HomeLayout[]> {
    const usable: HomeLayout[] = [];
    for (const layout of layouts) {
      const problem = await findProblem(layout, home);
      if (problem === undefined) usable.push(layout);
      else onWarning(`The layer ${layout.root} is left out: ${problem}.`);
    }
    return usable;
  }

  const usable = (): Promise<readonly HomeLayout[]> => (checking ??= check());

  async function open() {
    const { openLayerModels } = await import('./open-layer.js');
    return (await usable()).map((layout) => ({ layer: layout.root, models: openLayerModels(layout) }));
  }

  const stores = () => (opening ??= open());

  function withSnapshots<Snapshots extends SnapshotFolders>(own: Snapshots): Snapshots {
    if (layouts.length === 0) return own;
    const folders = layouts.map(createSnapshotFolders);
    return {
      ...own,
      pathOf(digest) {
        const path = own.pathOf(digest);
        if (existsSync(path)) return path;
        return folders.map((each) => each.pathOf(digest)).find((each) => existsSync(each)) ?? path;
      },
      async has(digest) {
        if (await own.has(digest)) return true;
        for (const each of folders) if (await each.has(digest)) return true;
        return false;
      },
    };
  }

  return {
    roots,
    usable,
    withSnapshots,
    withAllSnapshots: (own) => ({
      ...withSnapshots(own),
      async list() {
        const lists = [await own.list()];
        for (const layout of await usable()) lists.push(await createSnapshotFolders(layout).list());
        return [...new Set(lists.flat())];
      },
    }),
    withSources: (own) => ({
      async sources() {
        if (layouts.length === 0) return own.sources();
        const found: SourceRecord[] = [...(await own.sources())];
        const { readLayerSources } = await import('./open-layer.js');
        for (const layout of await usable()) {
          for (const source of await readLayerSources(layout, onWarning)) {
            const isTaken = found.some(
              ({ key, alias }) => key === source.key || (alias !== undefined && alias === source.alias),
            );
            if (!isTaken) found.push(source);
          }
        }
        return found;
      },
    }),
    withModels(own) {
      if (layouts.length === 0) return own;
      const origins = new WeakMap<object, ModelStore>();
      return {
        ...own,
        async readReceipt(...model) {
          const receipt = await own.readReceipt(...model);
          if (receipt !== undefined) return receipt;
          for (const { models } of await stores()) {
            const found = await models.readReceipt(...model);
            if (found === undefined) continue;
            origins.set(found, models);
            return found;
          }
          return undefined;
        },
        async list(onProblem) {
          const receipts = [...(await own.list(onProblem))];
          const seen = new Set(receipts.map(identityOf));
          for (const { models } of await stores()) {
            for (const receipt of await models.list(onProblem)) {
              if (seen.has(identityOf(receipt))) continue;
              seen.add(identityOf(receipt));
              origins.set(receipt, models);
              receipts.push(receipt);
            }
          }
          return receipts;
        },
        pathOf: (receipt) => (origins.get(receipt) ?? own).pathOf(receipt),
      };
    },
    async folders() {
      if (layouts.length === 0) return [];
      const found: LayerFolder[] = [];
      for (const { layer, models } of await stores()) {
        for (const folder of await models.folders()) if (!folder.isPrevious) found.push({ ...folder, layer });
      }
      return found;
    },
  };
}

async function findProblem({ root, modelsDir, blobsDir, sourcesDir }: HomeLayout, home: string) {
  const path = await realpath(root).catch(() => undefined);
  if (path === undefined) return 'there is no such folder';
  if (path === (await realpath(home).catch(() => home))) return 'it is the home folder itself';
  for (const folder of [modelsDir, blobsDir, sourcesDir]) {
    if ((await lstat(folder).catch(() => undefined))?.isDirectory() === true) return undefined;
  }
  return 'it is no home folder, as it has neither models nor blobs nor sources';
}

function identityOf({ source, baseName, version }: { source: string; baseName: string; version?: string | undefined }) {
  return JSON.stringify([source, baseName, version]);
}
