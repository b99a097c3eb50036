import { constants, copyFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { ZooError } from '../errors/zoo-error.js';
import { writeFileAtomic } from '../store/atomic-write.js';
import { createGenerationStore } from '../store/generation-store.js';
import type { HomeLayout } from '../store/home-layout.js';
import { hasErrorCode } from '../store/store-error.js';
import { formatCatalog, parseCatalog, type CatalogState } from './catalog-file.js';
import type { SourceRecord } from './catalog-schema.js';
import { findState, type FoundState } from './find-state.js';
import type { SourceRecords } from './source-records.js';

/** The registered sources. */
export interface Catalog {
  /** @throws ZooError `ERR_ZOO_STORE_CORRUPT` */
  sources(): Promise<readonly SourceRecord[]>;
  /**
   * Changes the list, and returns when the change is on the disk. Other processes may change it at the same time: no change
   * is lost, and none is made on top of a list that is not the newest.
   *
   * @param change Changes the copy that it is given. Called again when another change came first, so it does nothing else.
   * @throws ZooError `ERR_ZOO_STORE_CORRUPT`, `ERR_ZOO_STORE_IO`, `ERR_ZOO_NO_SPACE`, and what `change` throws
   */
  update<Result>(change: (sources: SourceRecord[]) => Result): Promise<Result>;
}

/** Generations that stay, for whoever is reading one of them just now. */
const GENERATIONS_KEPT = 8;
const FIRST_PAUSE_MS = 4;
const LONGEST_PAUSE_MS = 100;

/**
 * The list is in `catalog.json`, for everybody to read. A change is decided before that file is written, by claiming the
 * next generation (see {@link createGenerationStore}), so that no lock is needed. Who is stopped in between leaves a newer
 * generation behind, and that counts.
 *
 * @param onWarning Told in full sentences of what had to be mended; once for as long as the catalog lives.
 */
export function createCatalog(
  layout: Pick<HomeLayout, 'catalogFile' | 'catalogDir' | 'sourcesDir' | 'tempDir'>,
  onWarning: (message: string) => void = () => undefined,
): Catalog {
  const { catalogFile } = layout;
  const generations = createGenerationStore(layout.catalogDir, layout.tempDir);
  let hasWarned = false;

  /** Only needed when something is written or broken. */
  async function openRecords(): Promise<SourceRecords> {
    const { createSourceRecords } = await import('./source-records.js');
    return createSourceRecords(layout);
  }

  /** Finds the newest state, and mends what is broken. A home that cannot be written is read all the same. */
  async function read(): Promise<FoundState> {
    const found = await findState(catalogFile, generations, openRecords);
    if (found.damage === 'none') return found;
    const aside = await setAside(catalogFile);
    if (!hasWarned) onWarning(describeDamage(found, aside));
    hasWarned = true;
    try {
      if (found.damage === 'file') await publish();
      else await commit(found, found.state.sources);
    } catch (error) {
      if (ZooError.is(error, 'ERR_ZOO_STORE_IO') || ZooError.is(error, 'ERR_ZOO_NO_SPACE')) return found;
      throw error;
    }
    return findState(catalogFile, generations, openRecords);
  }

  /** Makes the next state, unless another process makes one first. Gives whether it did. */
  async function commit(found: FoundState, sources: readonly SourceRecord[]): Promise<boolean> {
    const next: CatalogState = { generation: found.newest + 1, id: crypto.randomUUID(), base: found.state.id, sources };
    if (!(await generations.claim(next.generation, formatCatalog(next)))) return false;
    if (!(await isHistory(next))) return false;
    await publish();
    await generations.prune(next.generation - GENERATIONS_KEPT);
    return true;
  }

  /**
   * Whether a claimed state is part of the history. A process that slept for so long that its number was given and pruned
   * in the meantime finds newer states, which know nothing of its own. Its change is then made again.
   */
  async function isHistory({ generation, id }: CatalogState): Promise<boolean> {
    const [newest = generation] = await generations.numbers();
    if (newest <= generation) return true;
    const following = await generations.read(generation + 1);
    return following !== undefined && (await parseCatalog(following, catalogFile))?.base === id;
  }

  /** Brings `catalog.json` up to date. Several processes may do so at once, so the last one looks once more. */
  async function publish(): Promise<void> {
    let published = 0;
    for (;;) {
      const [newest = 0] = await generations.numbers();
      if (newest === published) return;
      const text = await generations.read(newest);
      if (text === undefined) continue;
      await writeFileAtomic(catalogFile, text);
      published = newest;
    }
  }

  return {
    async sources() {
      return (await read()).state.sources;
    },
    async update(change) {
      for (let attempt = 0; ; attempt += 1) {
        const found = await read();
        const before = found.state.sources;
        const sources = structuredClone([...before]);
        const result = change(sources);
        if (isDeepStrictEqual(sources, before)) return result;
        // Version 1 had no records beside the snapshots.
        const known = found.state.generation === 0 ? [] : before;
        const records = await openRecords();
        await records.add(sources, known);
        if (await commit(found, sources)) {
          await records.settle(before, async () => (await read()).state.sources);
          return result;
        }
        await sleep(Math.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt));
      }
    },
  };
}

/** Keeps what is broken. Copied, not moved: nobody shall meet a home without its catalog. */
async function setAside(file: string): Promise<string | undefined> {
  const copy = `${file}.corrupt-${new Date().toISOString().replaceAll(/[-:.]/g, '')}`;
  return copyFile(file, copy, constants.COPYFILE_EXCL).then(
    () => copy,
    (error: unknown) => (hasErrorCode(error, 'EEXIST') ? copy : undefined),
  );
}

function describeDamage({ damage, state, unknownSnapshots }: FoundState, aside: string | undefined): string {
  const sentences = [
    damage === 'all'
      ? `The list of sources could not be read, and was made anew from what lies beside their snapshots: ${state.sources.length} found.`
      : 'The list of sources could not be read. Its last whole state took its place.',
  ];
  if (unknownSnapshots > 0) {
    sentences.push(`${unknownSnapshots} snapshots belong to sources that are no longer known: register them again.`);
  }
  if (aside !== undefined) sentences.push(`What was there is kept in ${aside}.`);
  return sentences.join(' ');
}
