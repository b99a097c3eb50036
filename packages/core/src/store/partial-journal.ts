import { rm, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomic } from './atomic-write.js';
import { countBytes } from './byte-ranges.js';
import { readWritten } from './written-log.js';

const byteSchema = z.int().nonnegative();

/** What an unfinished download knows about itself. Every range in it is on the disk, or surely will be. */
const journalSchema = z.object({
  formatVersion: z.literal(1),
  /** Name of the file with the bytes, beside the journal. */
  dataFile: z.string().regex(/^[0-9a-f-]{36}\.data$/),
  validator: z.string().optional(),
  sizeBytes: byteSchema.optional(),
  ranges: z.array(z.object({ start: byteSchema, end: byteSchema }).refine(({ start, end }) => start < end)),
});
export type PartialJournal = z.output<typeof journalSchema>;

const JOURNAL_FILE = 'journal.json';

/** `undefined` when there is none, or none that can be believed. */
export async function readJournal(folder: string): Promise<PartialJournal | undefined> {
  const durable = await readDurable(folder);
  const written = journalSchema.safeParse(await readWritten(folder)).data;
  if (written === undefined || (durable !== undefined && durable.dataFile !== written.dataFile)) return durable;
  return countBytes(written.ranges) > countBytes(durable?.ranges ?? []) ? written : durable;
}

async function readDurable(folder: string): Promise<PartialJournal | undefined> {
  try {
    return journalSchema.safeParse(JSON.parse(await readFile(join(folder, JOURNAL_FILE), 'utf8'))).data;
  } catch {
    return undefined;
  }
}

export async function writeJournal(folder: string, journal: PartialJournal): Promise<void> {
  await writeFileAtomic(join(folder, JOURNAL_FILE), JSON.stringify(journal));
}

export async function removeJournal(folder: string): Promise<void> {
  await rm(join(folder, JOURNAL_FILE), { force: true });
}
