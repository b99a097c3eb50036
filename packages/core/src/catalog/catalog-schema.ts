import { z } from 'zod';

const diagnosticSchema = z.object({
  severity: z.enum(['error', 'warning']),
  code: z.string(),
  message: z.string(),
  path: z.string(),
  pointer: z.string().optional(),
  line: z.number().optional(),
  column: z.number().optional(),
});

const manifestRecordSchema = z.object({
  path: z.string(),
  name: z.string().optional(),
  models: z.int().nonnegative(),
  diagnostics: z.array(diagnosticSchema),
});

/** A registered source, as the catalog keeps it. */
export const sourceRecordSchema = z.object({
  key: z.string(),
  provider: z.string(),
  locator: z.looseObject({ provider: z.string(), key: z.string(), subPath: z.string().optional() }),
  alias: z.string().optional(),
  revision: z.string(),
  /** The provider's own note, for conditional requests. */
  memo: z.record(z.string(), z.string()).optional(),
  treeDigest: z.string().regex(/^[0-9a-f]{64}$/),
  /** What its content was reached through: a public source may not point at private addresses. */
  reach: z.enum(['local', 'private', 'public']),
  code: z.enum(['none', 'javascript', 'python']),
  manifests: z.array(manifestRecordSchema),
  /** About the source as a whole. Absent: there are none. */
  diagnostics: z.array(diagnosticSchema).optional(),
  registeredAt: z.string(),
  updatedAt: z.string(),
});
export type SourceRecord = z.output<typeof sourceRecordSchema>;

/** What lies beside a snapshot. */
export const sourceRecordFileSchema = z.object({ formatVersion: z.literal(1), source: sourceRecordSchema });
