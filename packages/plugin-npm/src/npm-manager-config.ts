import { z } from 'zod';
import { isPackageName, isVersionRange } from './npm-reference.js';

const memberPathSchema = z
  .string()
  .transform((path) => path.replace(/^\.\//, ''))
  .refine(isRelativePath, 'must be a relative path with forward slashes that stays inside its folder');

const fileSchema = z.looseObject({
  /** Path inside the package. */
  from: memberPathSchema,
  /** Path inside the model's folder. Default: `base_filename` for an only file, else the file name of `from`. */
  path: memberPathSchema.optional(),
  /** 64 hex digits, of the file itself. */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/i, 'must be 64 hexadecimal digits')
    .transform((digest) => digest.toLowerCase())
    .optional(),
});

/** `manager.config` of the type `npm`. Unknown keys are ignored: manifests are written by other people. */
export const npmManagerConfigSchema = z
  .looseObject({
    package: z.string().refine(isPackageName, 'must be the name of an npm package'),
    version: z.string().refine(isVersionRange, 'must be a version, a range of versions or a dist-tag'),
    files: z.array(fileSchema).min(1, 'must name a file; leave it out to take all of them').optional(),
  })
  .transform((config) => ({
    package: config.package,
    version: config.version,
    files: config.files?.map(({ from, path, sha256 }) => ({ from, path, sha256 })),
  }))
  .superRefine(({ files = [] }, context) => {
    const taken = new Set<string>();
    for (const [index, { from, path = fileNameOf(from) }] of files.entries()) {
      // Two names that differ in case only are one file on many disks.
      const name = path.normalize('NFC').toLowerCase();
      if (taken.has(name)) {
        context.addIssue({
          code: 'custom',
          path: ['files', index, 'path'],
          message: `is "${path}", where another file goes already`,
        });
      }
      taken.add(name);
    }
  });

/** A validated `manager.config` of the type `npm`. */
export type NpmManagerConfig = z.output<typeof npmManagerConfigSchema>;

function isRelativePath(path: string): boolean {
  // oxlint-disable-next-line no-control-regex -- control characters are what must not get through
  if (path === '' || /[\\:\u0000-\u001f\u007f]/.test(path)) return false;
  return path.split('/').every((segment) => segment !== '' && segment !== '.' && segment !== '..');
}

function fileNameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
