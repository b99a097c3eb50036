import { z } from 'zod';

/** Version of the receipts that this core writes. */
export const RECEIPT_VERSION = 1;

/** So many bytes of a file have a digest of their own, so that damage can be found and mended piece by piece. */
export const CHUNK_BYTES = 16 * 1024 * 1024;

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);

const receiptFileSchema = z.object({
  /** Relative to the model's folder, with forward slashes. */
  path: z.string().min(1),
  sizeBytes: z.int().nonnegative(),
  sha256: sha256Schema,
  /** What the source promised, when the user took this file in its place. */
  insteadOf: sha256Schema.optional(),
  /** Where the bytes came from: a URL without secrets. */
  origin: z.string().optional(),
  /** Digests of the pieces of a file that has several; all but the last have `sizeBytes`. Older receipts have none. */
  chunks: z.object({ sizeBytes: z.int().positive(), sha256: z.array(sha256Schema).min(1) }).optional(),
  /** Where the file can be had: mirrors in order. Absent for members of archives, and for what code of the source brought. */
  urls: z.array(z.string().min(1)).min(1).optional(),
  /** Instead of `urls`: which of the archives it came in, and its path there. */
  archive: z.string().min(1).optional(),
  member: z.string().min(1).optional(),
  /** Whether secrets were left out of its addresses: it came by a lock file. */
  withheld: z.literal(true).optional(),
});

/** An archive that files of a model came in, and what was promised of it. */
const receiptArchiveSchema = z.object({
  mirrors: z.array(z.string().min(1)).min(1).optional(),
  sizeBytes: z.int().nonnegative().optional(),
  sha256: sha256Schema.optional(),
  /** As for files. */
  insteadOf: sha256Schema.optional(),
  integrity: z.string().min(1).optional(),
  withheld: z.literal(true).optional(),
});

/** What makes a model one that is there: who it is, and exactly which files it has. */
export const receiptSchema = z.object({
  formatVersion: z.literal(RECEIPT_VERSION),
  /** Key of its source. */
  source: z.string().min(1),
  baseName: z.string().min(1),
  version: z.string().optional(),
  /** What the manifest calls the file or folder of the model, below the model's folder. */
  baseFilename: z.string().optional(),
  /** Path of the model relative to the home folder, with forward slashes. */
  path: z.string().min(1),
  files: z.array(receiptFileSchema).min(1),
  /** By address. */
  archives: z.record(z.string(), receiptArchiveSchema).optional(),
  /** ISO 8601. */
  downloadedAt: z.iso.datetime(),
  /** The source's content that described it. */
  treeDigest: sha256Schema.optional(),
  revision: z.string().optional(),
});
export type Receipt = z.output<typeof receiptSchema>;
export type ReceiptFile = Receipt['files'][number];
/** An archive of a receipt. */
export type ReceiptArchive = z.output<typeof receiptArchiveSchema>;
