import { z } from 'zod';
import { LOCK_VERSION } from './lock-version.js';

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, 'a sha256 has 64 lower-case hex digits');
const sizeSchema = z.int().nonnegative();

const lockedFileSchema = z
  .strictObject({
    sha256: sha256Schema,
    sizeBytes: sizeSchema,
    urls: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe('Where it is: mirrors in order. One without a scheme is a file of the source, beside its manifest.'),
    archive: z.string().min(1).optional().describe('Instead of urls: the entry of "archives" that it comes in.'),
    member: z.string().min(1).optional().describe('Its path in that archive.'),
    withheld: z
      .literal(true)
      .optional()
      .describe('Its addresses had parameters that may be secret. They are taken from the manifest again.'),
  })
  .describe('A file of a model. Neither urls nor archive: code of the source brings it.');
/** A file of a locked model. */
export type LockedFile = z.output<typeof lockedFileSchema>;

const lockedArchiveSchema = z
  .strictObject({
    mirrors: z.array(z.string().min(1)).min(1).optional(),
    sizeBytes: sizeSchema.optional(),
    sha256: sha256Schema.optional(),
    integrity: z.string().min(1).optional().describe('Subresource integrity, as a registry promises it.'),
    withheld: z.literal(true).optional(),
  })
  .describe('An archive that files come in. Its own digest is there where its author promised it.');
/** An archive that files of a locked model come in. */
export type LockedArchive = z.output<typeof lockedArchiveSchema>;

const lockedModelSchema = z
  .strictObject({
    baseFilename: z
      .string()
      .min(1)
      .optional()
      .describe('What users get: this file or folder. Default: the whole folder.'),
    archives: z.record(z.string(), lockedArchiveSchema).optional().describe('By address.'),
    files: z
      .record(z.string(), lockedFileSchema)
      .refine((files) => Object.keys(files).length > 0, 'a model has at least one file')
      .describe("By path in the model's folder, with forward slashes."),
  })
  .superRefine(({ archives = {}, files }, context) => {
    for (const [path, { urls, archive, member }] of Object.entries(files)) {
      const problem = findFileProblem({ urls, archive, member }, archives);
      if (problem !== undefined) context.addIssue({ code: 'custom', path: ['files', path], message: problem });
    }
  });
/** A model of a lock file: exactly these files. */
export type LockedModel = z.output<typeof lockedModelSchema>;

const lockedSourceSchema = z.strictObject({
  provider: z.string().min(1).describe('Which provider understands the reference.'),
  alias: z.string().min(1).optional(),
  locator: z
    .record(z.string(), z.json())
    .optional()
    .describe('What the provider found out about the reference when it was resolved.'),
  revision: z.string().min(1).describe('The immutable revision: a commit, say.'),
  memo: z.record(z.string(), z.string()).optional().describe('What the provider needs to open that revision at once.'),
  treeDigest: sha256Schema.describe('Digest of the extracted content: see docs/store.md of modelzoo.'),
  reach: z.enum(['local', 'private', 'public']).describe('Over what kind of network it was reached.'),
  models: z.record(z.string(), lockedModelSchema).describe('By name and version: base_name@version.'),
});
/** A source of a lock file: exactly this content. */
export type LockedSource = z.output<typeof lockedSourceSchema>;

/** A whole lock file. */
export const lockFileSchema = z.strictObject({
  formatVersion: z.literal(LOCK_VERSION),
  sources: z
    .record(z.string(), lockedSourceSchema)
    .describe('By reference. Relative ones start from the folder of the lock file.'),
});
/** What a lock file holds. */
export type LockFile = z.output<typeof lockFileSchema>;

function findFileProblem(
  { urls, archive, member }: Pick<LockedFile, 'urls' | 'archive' | 'member'>,
  archives: Readonly<Record<string, LockedArchive>>,
): string | undefined {
  if (urls !== undefined && archive !== undefined) return '"archive" stands beside "urls"; one of them is right';
  if ((archive === undefined) !== (member === undefined)) return '"archive" and "member" go together';
  if (archive !== undefined && !Object.hasOwn(archives, archive)) return '"archives" has no such archive';
  return undefined;
}
