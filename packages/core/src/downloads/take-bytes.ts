import { mkdtemp, rm } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { extractArchive } from '../archive/extract-archive.js';
import { ZooError } from '../errors/zoo-error.js';
import type { ArchiveMember, ExtractPlan, FilePlan } from '../plugins/model-manager.js';
import type { FileDigest } from '../store/digest.js';
import type { CompletedFile } from '../store/partial-file.js';
import { safeJoin } from '../store/safe-join.js';
import { checkDigest, checkIntegrity, checkSize } from './check-bytes.js';
import { wrongPromise } from './fetch-again.js';
import type { FetchJob } from './fetch-job.js';
import { nameOf, type FetchedFile } from './fetched-file.js';

/** Checks the bytes of a transfer, unpacks them if they are an archive, and moves what is wanted into the blob store. */
export async function takeBytes(job: FetchJob, plan: FilePlan, file: CompletedFile): Promise<FetchedFile[]> {
  const { bytes, sha256, sizeBytes } = file;
  const [url] = plan.urls;
  checkSize(url, plan.sizeBytes, sizeBytes);
  checkDigest(url, plan.sha256, sha256);
  if (plan.integrity !== undefined) await checkIntegrity(url, plan.integrity, file);
  if (plan.extract !== undefined) return takeMembers(job, plan, plan.extract, await file.path());
  await job.batch.add(bytes ?? (await file.path()), file);
  const known = { path: plan.path, fallbackName: nameOf(url), sha256, sizeBytes };
  return [{ ...known, origin: url, reused: false, member: undefined }];
}

async function takeMembers(
  { services, operation, batch, progress }: FetchJob,
  plan: FilePlan,
  extract: ExtractPlan,
  archive: string,
): Promise<FetchedFile[]> {
  const [url] = plan.urls;
  const folder = await mkdtemp(join(services.layout.tempDir, 'unpack-'));
  try {
    progress.phase('extract');
    const root = join(folder, 'files');
    const { files } = await extractArchive(archive, root, {
      limits: { maxBytes: Number.POSITIVE_INFINITY },
      signal: operation.signal,
      stripTopFolder: true,
      onNotice: (message) => operation.emit({ type: 'notice', level: 'info', message }),
    });
    const byPath = new Map(files.map((file) => [file.path, file]));
    const members: readonly ArchiveMember[] =
      extract.members ?? files.map(({ path }) => ({ from: path, path: posix.join(plan.path ?? '', path) }));
    const isPromised = (plan.sha256 ?? plan.integrity) !== undefined;
    const taken: FetchedFile[] = [];
    for (const { from, path, ...promised } of members) {
      const found = byPath.get(from);
      if (found === undefined) throw missingMember(url, from, [...byPath.keys()]);
      const { sha256, sizeBytes } = found;
      checkMember(`${from} of ${url}`, promised, found, isPromised);
      if (!(await services.blobs.claim(sha256, { signal: operation.signal }))) {
        await batch.add(safeJoin(root, found.path), found);
      }
      const known = { path, fallbackName: nameOf(from), sha256, sizeBytes };
      taken.push({ ...known, origin: url, reused: false, member: from });
    }
    return taken;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @param isPromised Whether the archive is what was promised: then no other archive would hold another member. */
function checkMember(
  name: string,
  promised: Pick<ArchiveMember, 'sizeBytes' | 'sha256'>,
  { sizeBytes, sha256 }: FileDigest,
  isPromised: boolean,
): void {
  try {
    checkSize(name, promised.sizeBytes, sizeBytes);
    checkDigest(name, promised.sha256, sha256);
  } catch (error) {
    if (!isPromised || !ZooError.is(error, 'ERR_ZOO_DIGEST_MISMATCH')) throw error;
    throw wrongPromise(error, `${name} is not what its source describes, and the archive is.`);
  }
}

function missingMember(url: string, from: string, paths: readonly string[]): ZooError {
  return new ZooError('ERR_ZOO_FILE_NOT_FOUND', `The archive ${url} holds no ${from}.`, {
    hint: 'Nothing was installed. Tell the author of the source.',
    details: { url, file: from, files: paths.slice(0, 20) },
  });
}
