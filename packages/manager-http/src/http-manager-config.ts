import { z } from 'zod';
import { urlProblem } from './url-problem.js';

const MAX_URLS = 100;
const MAX_FILES = 10_000;

const urlSchema = z
  .string()
  .min(1)
  .superRefine((text, context) => {
    const problem = urlProblem(text);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: `"${text.slice(0, 200)}" ${problem}` });
  });

const sha256Schema = z
  .string()
  .regex(/^[0-9a-f]{64}$/i, 'a sha256 has 64 hex digits')
  .transform((text) => text.toLowerCase());

const memberSchema = z.looseObject({
  from: z.string().min(1),
  path: z.string().min(1).nullish(),
  sha256: sha256Schema.nullish(),
  size_bytes: z.int().nonnegative().nullish(),
});
type Member = z.output<typeof memberSchema>;

const shortMemberSchema = z
  .string()
  .min(1)
  .transform((from): Member => ({ from }));

/** What a transfer brings; the same keys in `config` itself and in each of its `files`. */
const transfer = {
  url: urlSchema.nullish(),
  /** Mirrors, in order. */
  urls: z.array(urlSchema).max(MAX_URLS).nullish(),
  sha256: sha256Schema.nullish(),
  size_bytes: z.int().nonnegative().nullish(),
  /** A file that is shared on Google Drive: asked for after the URLs. */
  google_drive_id: z
    .string()
    .regex(/^[\w-]{1,200}$/, 'a Google Drive id has letters, digits, "-" and "_" only')
    .nullish(),
};

const fileSchema = z.looseObject({
  ...transfer,
  path: z.string().min(1).nullish(),
  /** `true`: everything in the archive. A list: these of its members, by path or as objects. */
  extract: z.union([z.boolean(), z.array(z.union([shortMemberSchema, memberSchema])).min(1)]).nullish(),
});

/** `manager.config`. Unknown keys are left alone: manifests are written by other people, for other programs, too. */
export const httpManagerConfigSchema = z
  .looseObject({
    ...transfer,
    files: z.array(fileSchema).min(1).max(MAX_FILES).nullish(),
    extract: fileSchema.shape.extract,
    /** FiftyOne's word for `extract: true`. */
    extract_archive: z.boolean().nullish(),
    /** FiftyOne's. The store never keeps an archive beside its content, so that it changes nothing. */
    delete_archive: z.boolean().nullish(),
  })
  .superRefine((config, context) => {
    const issue = (message: string, ...path: (string | number)[]): void =>
      context.addIssue({ code: 'custom', message, path });
    const hasOne = countPlaces(config) > 0;
    if (config.files == null) {
      if (!hasOne) issue('"url", "urls", "files" or "google_drive_id" is missing');
      return;
    }
    if (hasOne) issue('"files" stands beside "url"; give one of them', 'files');
    for (const [index, file] of config.files.entries()) {
      if (countPlaces(file) === 0) issue('"url", "urls" or "google_drive_id" is missing', 'files', index);
    }
  });
/** `manager.config` of a model whose files are behind http URLs, as it was read. */
export type HttpManagerConfig = z.output<typeof httpManagerConfigSchema>;
export type HttpFileConfig = z.output<typeof fileSchema>;

/** Whether a config of an unknown type has the shape of ours. */
export function looksLikeHttpConfig(config: Readonly<Record<string, unknown>>): boolean {
  const { files } = config;
  return hasUrl(config) || (Array.isArray(files) && files.length > 0 && files.every(hasUrl));
}

function hasUrl(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return (
    ('url' in value && typeof value.url === 'string') ||
    ('urls' in value && Array.isArray(value.urls)) ||
    ('google_drive_id' in value && typeof value.google_drive_id === 'string')
  );
}

function countPlaces({ url, urls, google_drive_id: id }: Pick<HttpFileConfig, keyof typeof transfer>): number {
  return (url == null ? 0 : 1) + (urls?.length ?? 0) + (id == null ? 0 : 1);
}
