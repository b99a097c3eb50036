import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { withFileLock } from '../catalog/file-lock.js';
import { ZooError } from '../errors/zoo-error.js';
import { writeFileAtomic } from './atomic-write.js';
import type { HomeLayout } from './home-layout.js';
import { isMissing, storeError } from './store-error.js';

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
const trustSchema = z.object({ formatVersion: z.int().positive(), trusted: z.array(consentSchema) });

/** What the user agreed to run. Processes that change it take turns. */
export interface TrustStore {
  /** The oldest first. @throws ZooError `ERR_ZOO_STORE_CORRUPT` */
  list(): Promise<readonly Consent[]>;
  /** In the place of an earlier one for the same content. */
  add(consent: Consent): Promise<void>;
  /** Takes back everything about a source. Gives what was taken back. */
  remove(key: string): Promise<readonly Consent[]>;
}

export function createTrustStore({ trustFile }: Pick<HomeLayout, 'trustFile'>): TrustStore {
  async function read(): Promise<readonly Consent[]> {
    const text = await readFile(trustFile, 'utf8').catch((error: unknown) => {
      if (isMissing(error)) return undefined;
      throw storeError(error, trustFile);
    });
    return text === undefined ? [] : parseTrust(text, trustFile);
  }

  function change<Result>(
    apply: (trusted: readonly Consent[]) => readonly [readonly Consent[], Result],
  ): Promise<Result> {
    return withFileLock(`${trustFile}.lock`, async () => {
      const [trusted, result] = apply(await read());
      await writeFileAtomic(trustFile, `${JSON.stringify({ formatVersion: TRUST_VERSION, trusted }, null, 2)}\n`);
      return result;
    });
  }

  return {
    list: read,
    add: (consent) =>
      change((trusted) => [[...trusted.filter((other) => !isSameContent(other, consent)), consent], undefined]),
    remove: (key) =>
      change((trusted) => [trusted.filter((other) => other.key !== key), trusted.filter((other) => other.key === key)]),
  };
}

function isSameContent(a: Consent, b: Consent): boolean {
  return a.key === b.key && a.treeDigest === b.treeDigest;
}

function parseTrust(text: string, file: string): readonly Consent[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Judged below.
  }
  const trust = trustSchema.safeParse(value);
  if (trust.success && trust.data.formatVersion === TRUST_VERSION) return trust.data.trusted;
  const isNewer = trust.success;
  throw new ZooError(
    'ERR_ZOO_STORE_CORRUPT',
    isNewer
      ? `The list of what is trusted in ${file} was written by a newer modelzoo.`
      : `The list of what is trusted in ${file} cannot be read.`,
    {
      hint: isNewer
        ? 'Update modelzoo. Nothing was changed.'
        : 'Nothing runs without it, and nothing was changed. Move the file away; you will be asked again before code of a source runs.',
      details: { file },
      cause: trust.error,
    },
  );
}
