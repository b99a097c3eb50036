import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ZooError } from '../errors/zoo-error.js';
import { writeFileAtomic } from './atomic-write.js';
import type { HomeLayout } from './home-layout.js';
import { readText } from './read-text.js';
import { isMissing, storeError } from './store-error.js';
import { syncFolder } from './sync-folder.js';

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);

const consentSchema = z.object({
  /** Key of the source. */
  key: z.string().min(1),
  treeDigest: sha256Schema,
  /** ISO 8601. */
  trustedAt: z.iso.datetime(),
  /** Digests of its code files then, by path, so that what changed can be shown. */
  codeFiles: z.record(z.string(), sha256Schema),
});
/** That the user agreed to run the code of one content of a source. */
export type Consent = z.output<typeof consentSchema>;

const TRUST_VERSION = 1;
const versionSchema = z.object({ formatVersion: z.int().positive() });
const fileSchema = versionSchema
  .extend(consentSchema.shape)
  .transform(({ formatVersion: _version, ...consent }) => consent);
const listSchema = versionSchema.extend({ trusted: z.array(consentSchema) });

/** What the user agreed to run. Any number of processes may change it at once. */
export interface TrustStore {
  /** The oldest first. @throws ZooError `ERR_ZOO_STORE_CORRUPT` */
  list(): Promise<readonly Consent[]>;
  /** In the place of an earlier one for the same content. */
  add(consent: Consent): Promise<void>;
  /** Takes back everything about a source. Gives what was taken back. */
  remove(key: string): Promise<readonly Consent[]>;
}

/**
 * Each consent is a file of its own, so that nobody writes what somebody else wrote, and no lock is needed. The list that
 * earlier versions kept in one file is read and never written: taking back what stands in it leaves a mark.
 */
export function createTrustStore({ trustFile, trustDir }: Pick<HomeLayout, 'trustFile' | 'trustDir'>): TrustStore {
  const fileOf = ({ key, treeDigest }: Consent): string => join(trustDir, `${nameOf(key)}-${treeDigest}.json`);
  const markOf = (key: string): string => join(trustDir, `${nameOf(key)}.revoked`);

  async function names(): Promise<readonly string[]> {
    try {
      return await readdir(trustDir);
    } catch (error) {
      if (isMissing(error)) return [];
      throw storeError(error, trustDir);
    }
  }

  async function list(): Promise<readonly Consent[]> {
    const present = await names();
    const consents = new Map<string, Consent>();
    for (const consent of await readOldList()) {
      if (!present.includes(`${nameOf(consent.key)}.revoked`)) consents.set(fileOf(consent), consent);
    }
    for (const name of present.filter((each) => each.endsWith('.json'))) {
      const file = join(trustDir, name);
      const text = await readText(file);
      // Taken back in the meantime.
      if (text !== undefined) consents.set(file, parseTrust(text, file, fileSchema));
    }
    return [...consents.values()].toSorted((a, b) => Date.parse(a.trustedAt) - Date.parse(b.trustedAt));
  }

  async function readOldList(): Promise<readonly Consent[]> {
    const text = await readText(trustFile);
    return text === undefined ? [] : parseTrust(text, trustFile, listSchema).trusted;
  }

  return {
    list,
    async add(consent) {
      await writeFileAtomic(fileOf(consent), formatTrust(consent));
    },
    async remove(key) {
      const removed = (await list()).filter((consent) => consent.key === key);
      if (removed.length === 0) return [];
      if ((await readOldList()).some((consent) => consent.key === key)) {
        await writeFileAtomic(markOf(key), formatTrust({ key }));
      }
      try {
        for (const consent of removed) await rm(fileOf(consent), { force: true });
        await syncFolder(trustDir);
      } catch (error) {
        throw storeError(error, trustDir);
      }
      return removed;
    },
  };
}

/** Keys are longer than file names may be, and have characters that those may not. */
function nameOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

function formatTrust(value: Consent | { readonly key: string }): string {
  return `${JSON.stringify({ formatVersion: TRUST_VERSION, ...value }, null, 2)}\n`;
}

function parseTrust<Output>(text: string, file: string, schema: z.ZodType<Output>): Output {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Judged below.
  }
  const version = versionSchema.safeParse(value).data?.formatVersion ?? TRUST_VERSION;
  const trust = schema.safeParse(value);
  if (trust.success && version === TRUST_VERSION) return trust.data;
  const isNewer = version > TRUST_VERSION;
  throw new ZooError(
    'ERR_ZOO_STORE_CORRUPT',
    isNewer
      ? `What is trusted, in ${file}, was written by a newer modelzoo.`
      : `What is trusted, in ${file}, cannot be read.`,
    {
      hint: isNewer
        ? 'Update modelzoo. Nothing was changed.'
        : 'Nothing runs without it, and nothing was changed. Move the file away; you will be asked again before code of a source runs.',
      details: { file },
      cause: trust.error,
    },
  );
}
