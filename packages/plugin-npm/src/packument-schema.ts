import { z } from 'zod';

const textSchema = z.string().nullish().catch(undefined);

/** What a registry says about one version, as far as it decides which one npm picks and where its files are. */
const versionManifestSchema = z.object({
  dist: z.object({ tarball: textSchema, integrity: textSchema, shasum: textSchema }).nullish().catch(undefined),
  deprecated: z.union([z.string(), z.boolean()]).nullish().catch(undefined),
  engines: z.unknown().optional(),
});
export type VersionManifest = z.output<typeof versionManifestSchema>;

/**
 * The document of a package ("packument"), abbreviated or full. A version with odd fields is found out when it is picked,
 * so that it does not hide the others.
 */
export const packumentSchema = z.object({
  'dist-tags': z.record(z.string(), z.string()).nullish(),
  versions: z.record(z.string(), versionManifestSchema).nullish(),
});
export type Packument = z.output<typeof packumentSchema>;
