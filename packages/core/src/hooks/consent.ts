import type { SourceRecord } from '../catalog/catalog-schema.js';
import { ZooError } from '../errors/zoo-error.js';
import { describeSource } from '../sources/describe-source.js';
import type { TrustedSource } from '../sources/source-types.js';
import type { ZooServices } from '../zoo-services.js';
import { changedFiles, listCodeFiles } from './code-files.js';

/**
 * Makes sure that the user agreed to run exactly this content: agreed before, agrees to everything, or says yes now.
 *
 * @param hook Name of the hook that is about to run.
 * @throws ZooError `ERR_ZOO_CONSENT_REQUIRED`
 */
export async function ensureConsent(services: ZooServices, source: SourceRecord, hook: string): Promise<void> {
  const trusted = (await services.trust.list()).filter(({ key }) => key === source.key);
  if (trusted.some(({ treeDigest }) => treeDigest === source.treeDigest)) return;
  if (services.trustAll) {
    await recordConsent(services, source);
    return;
  }
  const sourceDir = services.snapshots.pathOf(source.treeDigest);
  const files = await listCodeFiles(sourceDir);
  const last = trusted.at(-1);
  const changed = last && changedFiles(last.codeFiles, files);
  const agreed = await services.onConsent?.({
    source: describeSource(source),
    treeDigest: source.treeDigest,
    sourceDir,
    codeFiles: Object.keys(files),
    changedFiles: changed,
    hook,
  });
  if (agreed === true) {
    await recordConsent(services, source);
    return;
  }
  const name = source.alias ?? source.key;
  throw new ZooError(
    'ERR_ZOO_CONSENT_REQUIRED',
    last === undefined
      ? `This needs to run code of ${name} (${hook}), and nobody agreed to that.`
      : `The code of ${name} (${hook}) is not the one that was agreed to: ${changed?.join(', ') ?? 'it'} changed.`,
    {
      hint: `Read it in ${sourceDir}, then agree with \`zoo trust ${name}\`, or with --trust for everything in this run. Nothing of it has run.`,
      details: { source: source.key, treeDigest: source.treeDigest, hook, changedFiles: changed },
    },
  );
}

/** Remembers that the user agreed to the content that a source has now. */
export async function recordConsent(services: ZooServices, source: SourceRecord): Promise<TrustedSource> {
  const trustedAt = new Date().toISOString();
  const codeFiles = await listCodeFiles(services.snapshots.pathOf(source.treeDigest));
  await services.trust.add({ key: source.key, treeDigest: source.treeDigest, trustedAt, codeFiles });
  return { key: source.key, treeDigest: source.treeDigest, trustedAt };
}
