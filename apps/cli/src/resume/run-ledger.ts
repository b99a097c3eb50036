import { createHash } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { z } from 'zod';
import { outputError } from '../formats/text-sink.js';
import { writerStateSchema } from '../formats/writer-state.js';
import { cannotContinue } from './cannot-continue.js';

const count = z.int().nonnegative();

const progressSchema = z.object({
  /** Inputs whose rows are in the output, from the first. */
  inputs: count,
  /** Digest of their names: see {@link nextDigest}. */
  digest: z.string(),
  done: count,
  failed: count,
  writer: writerStateSchema,
});
/** How far a run came. */
export type RunProgress = z.output<typeof progressSchema>;

const ledgerSchema = z.object({ version: z.literal(1), run: z.string(), progress: progressSchema });

/** Where a run notes how far it came: a file beside its output, which is gone when the run is over. */
export interface RunLedger {
  /** How far the run came that is to be continued. `undefined`: this is a new one. */
  readonly kept: RunProgress | undefined;
  /** Notes it. What is in the output up to there must outlive this process already. */
  write(progress: RunProgress): Promise<void>;
  remove(): Promise<void>;
}

/**
 * Opens the ledger of an output. A new run forgets the one that is there.
 *
 * @param out Absolute path of the output.
 * @param run Everything that decides what the rows are, but for the inputs.
 * @throws ZooError `ERR_ZOO_USAGE` when the run to be continued was another one, `ERR_ZOO_OUTPUT_FAILED`
 */
export async function openLedger(out: string, run: unknown, resume: boolean): Promise<RunLedger> {
  const path = `${out}.resume.json`;
  const digest = createHash('sha256').update(JSON.stringify(run)).digest('hex');
  const kept = resume ? await readLedger(path, digest) : undefined;
  // Before the output is cut: it must never say more than is there.
  if (!resume) await rm(path, { force: true });
  return {
    kept,
    async write(progress) {
      const unfinished = `${path}.partial`;
      try {
        await using file = await open(unfinished, 'w');
        await file.writeFile(JSON.stringify({ version: 1, run: digest, progress }));
        await file.datasync();
        await rename(unfinished, path);
      } catch (cause) {
        throw outputError(path, cause);
      }
    },
    remove: () => rm(path, { force: true }),
  };
}

async function readLedger(path: string, run: string): Promise<RunProgress | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw outputError(path, error);
  }
  const ledger = ledgerSchema.safeParse(parseJson(text));
  if (!ledger.success) throw cannotContinue(path, 'its ledger cannot be read');
  if (ledger.data.run !== run) throw cannotContinue(path, 'it was a run of another model or with other options');
  return ledger.data.progress;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The digest of a list of names that is one longer. */
export function nextDigest(digest: string, filepath: string): string {
  return createHash('sha256').update(digest).update('\0').update(filepath).digest('hex');
}
