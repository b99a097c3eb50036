import { mkdtemp, rm, stat } from 'node:fs/promises';
import { basename, join, posix } from 'node:path';
import { extractArchive } from '../archive/extract-archive.js';
import type { CatalogModel } from '../catalog/catalog-model.js';
import { ZooError } from '../errors/zoo-error.js';
import type { ArchiveMember, FilePlan, FileSink, ModelManager } from '../plugins/model-manager.js';
import type { DeferredFile } from '../plugins/source-provider.js';
import { safeJoin } from '../store/safe-join.js';
import type { ModelFile } from '../models/model-types.js';
import type { Operation, ZooServices } from '../zoo-services.js';
import { copyToTemp } from './copy-to-temp.js';
import { fetchDeferred, findDeferred } from './deferred-file.js';
import { isOwnFile, ownFilePath } from './own-file.js';
import { checkDigest, checkIntegrity, checkSize } from './check-bytes.js';
import type { UnplacedFile } from './place-files.js';

/** A file that is in the blob store, and wants a place in a model's folder. */
export interface FetchedFile extends Omit<ModelFile, 'path'>, UnplacedFile {
  /** URL it came from, as it was asked for: kept in the receipt, and masked wherever it is shown. */
  readonly origin: string;
  /** Whether its bytes were in the store already. */
  readonly reused: boolean;
  /** Its path in the archive that it came in, if it did. */
  readonly member: string | undefined;
}

/** A fetched file, with the plan that it was fetched by. */
export interface PlannedFile extends FetchedFile {
  readonly plan: FilePlan;
}

/**
 * Brings every file of a plan into the blob store, verified. What is there by digest is not fetched.
 *
 * @param findManager Called when there is something that the source does not bring itself.
 */
export async function fetchFiles(
  services: ZooServices,
  model: CatalogModel,
  findManager: () => ModelManager,
  plans: readonly FilePlan[],
  operation: Operation,
): Promise<PlannedFile[]> {
  const fetched: PlannedFile[] = [];
  for (const plan of plans) {
    operation.signal.throwIfAborted();
    const files =
      (await reuse(services, plan, operation)) ?? (await fetchPlan(services, model, findManager, plan, operation));
    fetched.push(...files.map((file) => ({ ...file, plan })));
  }
  return fetched;
}

/** The files of a plan, when all of them are in the store by digest, and whole; else `undefined`. */
async function reuse(services: ZooServices, plan: FilePlan, { signal }: Operation): Promise<FetchedFile[] | undefined> {
  const [url] = plan.urls;
  const wanted =
    plan.extract === undefined
      ? [{ path: plan.path, from: url, sha256: plan.sha256 }]
      : (plan.extract.members ?? [{ path: undefined, from: url, sha256: undefined }]);
  const files: FetchedFile[] = [];
  for (const { path, from, sha256 } of wanted) {
    if (sha256 === undefined || !(await services.blobs.claim(sha256, { signal }))) return undefined;
    const { size: sizeBytes } = await stat(services.blobs.pathOf(sha256));
    const member = plan.extract === undefined ? undefined : from;
    files.push({ path, fallbackName: nameOf(from), sha256, sizeBytes, origin: url, reused: true, member });
  }
  return files;
}

async function fetchPlan(
  services: ZooServices,
  model: CatalogModel,
  findManager: () => ModelManager,
  plan: FilePlan,
  operation: Operation,
): Promise<FetchedFile[]> {
  // What the source carries itself costs no transfer, wherever it stands among the mirrors.
  const own = plan.urls.find(isOwnFile);
  if (own === undefined) return transferWithManager(services, model, findManager(), plan, operation);
  const path = ownFilePath(services, model, own);
  const deferred = await findDeferred(services, model, path);
  if (deferred !== undefined) {
    return fetchPointer(services, model, findManager, promise(plan, own, deferred), deferred, operation);
  }
  const copy = await copyToTemp(path, services.layout.tempDir, own);
  try {
    return await takeBytes(services, plan, copy.path, copy, operation);
  } finally {
    await rm(copy.path, { force: true });
  }
}

/** A plan that promises what the pointer in the source promises. The two have to agree before anything is moved. */
function promise(plan: FilePlan, own: string, { sha256, sizeBytes }: DeferredFile): FilePlan {
  checkSize(own, plan.sizeBytes, sizeBytes);
  checkDigest(own, plan.sha256, sha256);
  return { ...plan, sha256, sizeBytes };
}

/** Content that the source only points to: from the store, else its provider, else a mirror. */
async function fetchPointer(
  services: ZooServices,
  model: CatalogModel,
  findManager: () => ModelManager,
  plan: FilePlan,
  deferred: DeferredFile,
  operation: Operation,
): Promise<FetchedFile[]> {
  const present = await reuse(services, plan, operation);
  if (present !== undefined) return present;
  try {
    return await transfer(services, plan, operation, (sink) =>
      fetchDeferred(services, model, deferred, sink, operation),
    );
  } catch (error) {
    operation.signal.throwIfAborted();
    const [mirror, ...others] = plan.urls.filter((url) => !isOwnFile(url));
    if (mirror === undefined || !ZooError.is(error)) throw error;
    operation.emit({ type: 'notice', level: 'warn', message: `${error.message} Other places are tried.` });
    return transferWithManager(services, model, findManager(), { ...plan, urls: [mirror, ...others] }, operation);
  }
}

function transferWithManager(
  services: ZooServices,
  model: CatalogModel,
  manager: ModelManager,
  plan: FilePlan,
  operation: Operation,
): Promise<FetchedFile[]> {
  const context = operation.contextFor(manager.access, { allowPrivate: model.source.reach !== 'public' });
  return transfer(services, plan, operation, (sink) => manager.doFetch(plan, sink, context));
}

/** Lets `move` bring the bytes, and takes them once they are all there. */
async function transfer(
  services: ZooServices,
  plan: FilePlan,
  operation: Operation,
  move: (sink: FileSink) => Promise<void>,
): Promise<FetchedFile[]> {
  const { urls, sha256, integrity } = plan;
  const partial = await services.partials.open({ urls, sha256, integrity });
  try {
    operation.emit({ type: 'phase', phase: 'fetch', subject: operation.subject });
    if (!isComplete(partial)) await move(reportProgress(partial, plan, operation));
    operation.emit({ type: 'phase', phase: 'verify', subject: operation.subject });
    const done = await partial.complete({ signal: operation.signal });
    const files = await takeBytes(services, plan, done.path, done, operation);
    // An archive stays until it is swept away, since the next model often wants other files of it.
    if (plan.extract === undefined) await partial.discard();
    else await partial.close();
    return files;
  } catch (error) {
    // Bytes that are wrong must not be resumed from; bytes that are only too few may be.
    if (ZooError.is(error, 'ERR_ZOO_DIGEST_MISMATCH')) await partial.discard();
    else await partial.close();
    throw error;
  }
}

/** Checks the bytes of a transfer, unpacks them if they are an archive, and moves what is wanted into the blob store. */
async function takeBytes(
  services: ZooServices,
  plan: FilePlan,
  file: string,
  { sha256, sizeBytes }: { readonly sha256: string; readonly sizeBytes: number },
  operation: Operation,
): Promise<FetchedFile[]> {
  const [url] = plan.urls;
  checkSize(url, plan.sizeBytes, sizeBytes);
  checkDigest(url, plan.sha256, sha256);
  if (plan.integrity !== undefined) await checkIntegrity(url, plan.integrity, file);
  if (plan.extract === undefined) {
    await services.blobs.adopt(file, sha256);
    const known = { path: plan.path, fallbackName: nameOf(url), sha256, sizeBytes };
    return [{ ...known, origin: url, reused: false, member: undefined }];
  }
  const folder = await mkdtemp(join(services.layout.tempDir, 'unpack-'));
  try {
    operation.emit({ type: 'phase', phase: 'extract', subject: operation.subject });
    const root = join(folder, 'files');
    const { files } = await extractArchive(file, root, {
      limits: { maxBytes: Number.POSITIVE_INFINITY },
      signal: operation.signal,
      stripTopFolder: true,
      onNotice: (message) => operation.emit({ type: 'notice', level: 'info', message }),
    });
    const members: readonly ArchiveMember[] =
      plan.extract.members ?? files.map(({ path }) => ({ from: path, path: posix.join(plan.path ?? '', path) }));
    const taken: FetchedFile[] = [];
    for (const member of members) {
      const found = files.find(({ path }) => path === member.from);
      if (found === undefined) throw missingMember(url, member.from, files);
      checkSize(`${member.from} of ${url}`, member.sizeBytes, found.sizeBytes);
      checkDigest(`${member.from} of ${url}`, member.sha256, found.sha256);
      if (!(await services.blobs.claim(found.sha256, { signal: operation.signal }))) {
        await services.blobs.adopt(safeJoin(root, found.path), found.sha256);
      }
      taken.push({
        path: member.path,
        fallbackName: nameOf(member.from),
        sha256: found.sha256,
        sizeBytes: found.sizeBytes,
        origin: url,
        reused: false,
        member: member.from,
      });
    }
    return taken;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function reportProgress(sink: FileSink, plan: FilePlan, { emit, subject }: Operation): FileSink {
  const file = plan.path ?? nameOf(plan.urls[0]);
  let totalBytes = plan.sizeBytes;
  let doneBytes = countPresent(sink);
  return {
    get resume() {
      return sink.resume;
    },
    get present() {
      return sink.present;
    },
    async begin(content) {
      await sink.begin(content);
      totalBytes = content.sizeBytes ?? plan.sizeBytes;
      doneBytes = countPresent(sink);
      emit({ type: 'progress', subject, file, doneBytes, totalBytes });
    },
    async write(position, bytes) {
      await sink.write(position, bytes);
      doneBytes += bytes.byteLength;
      emit({ type: 'progress', subject, file, doneBytes, totalBytes });
    },
  };
}

/** Whether an earlier transfer brought everything: an archive of which other members were wanted then. */
function isComplete({ resume, present }: FileSink): boolean {
  return (
    resume?.sizeBytes !== undefined &&
    present.length === 1 &&
    present[0]?.start === 0 &&
    present[0].end === resume.sizeBytes
  );
}

function countPresent({ present }: FileSink): number {
  return present.reduce((sum, { start, end }) => sum + end - start, 0);
}

function nameOf(url: string): string {
  const [path = ''] = url.split(/[?#]/);
  return basename(path) || 'model';
}

function missingMember(url: string, from: string, files: readonly { readonly path: string }[]): ZooError {
  return new ZooError('ERR_ZOO_FILE_NOT_FOUND', `The archive ${url} holds no ${from}.`, {
    hint: 'Nothing was installed. Tell the author of the source.',
    details: { url, file: from, files: files.slice(0, 20).map(({ path }) => path) },
  });
}
