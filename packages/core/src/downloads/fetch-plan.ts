import { rm, stat } from 'node:fs/promises';
import { ZooError } from '../errors/zoo-error.js';
import type { FilePlan, FileSink } from '../plugins/model-manager.js';
import type { DeferredFile } from '../plugins/source-provider.js';
import { checkDigest, checkSize } from './check-bytes.js';
import { checkFileSpace } from './check-space.js';
import { copyToTemp } from './copy-to-temp.js';
import { fetchDeferred, findDeferred } from './deferred-file.js';
import { fetchAgain } from './fetch-again.js';
import type { FetchJob } from './fetch-job.js';
import { nameOf, type FetchedFile } from './fetched-file.js';
import { onBegin } from './on-begin.js';
import { isOwnFile, ownFilePath } from './own-file.js';
import { takeBytes } from './take-bytes.js';

/** Brings what one plan says: from the store, else from the source itself, else by the manager. */
export async function fetchPlan(job: FetchJob, plan: FilePlan): Promise<FetchedFile[]> {
  const present = await reuse(job, plan);
  if (present !== undefined) {
    job.progress.skip(plan);
    return present;
  }
  // What the source carries itself costs no transfer, wherever it stands among the mirrors.
  const own = plan.urls.find(isOwnFile);
  if (own === undefined) return transferWithManager(job, plan);
  const { services, model } = job;
  const path = ownFilePath(services, model, own);
  const deferred = await findDeferred(services, model, path);
  if (deferred !== undefined) return fetchPointer(job, promise(plan, own, deferred), deferred);
  const copy = await copyToTemp(path, services.layout.tempDir, own);
  job.progress.skip(plan);
  try {
    return await takeBytes(job, plan, copy);
  } finally {
    await rm(await copy.path(), { force: true });
  }
}

/** The files of a plan, when all of them are in the store by digest, and whole; else `undefined`. */
async function reuse(job: FetchJob, plan: FilePlan): Promise<FetchedFile[] | undefined> {
  const { blobs } = job.services;
  const [url] = plan.urls;
  const wanted =
    plan.extract === undefined
      ? [{ path: plan.path, from: url, sha256: plan.sha256 }]
      : (plan.extract.members ?? [{ path: undefined, from: url, sha256: undefined }]);
  const files: FetchedFile[] = [];
  for (const { path, from, sha256 } of wanted) {
    if (sha256 === undefined || !(await blobs.claim(sha256, { signal: job.operation.signal }))) return undefined;
    const { size: sizeBytes } = await stat(blobs.pathOf(sha256));
    const member = plan.extract === undefined ? undefined : from;
    files.push({ path, fallbackName: nameOf(from), sha256, sizeBytes, origin: url, reused: true, member });
  }
  return files;
}

/** A plan that promises what the pointer in the source promises. The two have to agree before anything is moved. */
function promise(plan: FilePlan, own: string, { sha256, sizeBytes }: DeferredFile): FilePlan {
  checkSize(own, plan.sizeBytes, sizeBytes);
  checkDigest(own, plan.sha256, sha256);
  return { ...plan, sha256, sizeBytes };
}

/** Content that the source only points to: from the store, else its provider, else a mirror. */
async function fetchPointer(job: FetchJob, plan: FilePlan, deferred: DeferredFile): Promise<FetchedFile[]> {
  const { services, model, operation } = job;
  const present = await reuse(job, plan);
  if (present !== undefined) {
    job.progress.skip(plan);
    return present;
  }
  try {
    const bring = () => transfer(job, plan, (sink) => fetchDeferred(services, model, deferred, sink, operation));
    // Where there are mirrors, one of them is the other place to try.
    return await (plan.urls.every(isOwnFile) ? fetchAgain(plan, operation, bring) : bring());
  } catch (error) {
    operation.signal.throwIfAborted();
    const [mirror, ...others] = plan.urls.filter((url) => !isOwnFile(url));
    if (mirror === undefined || !ZooError.is(error)) throw error;
    operation.emit({ type: 'notice', level: 'warn', message: `${error.message} Other places are tried.` });
    return transferWithManager(job, { ...plan, urls: [mirror, ...others] });
  }
}

function transferWithManager(job: FetchJob, plan: FilePlan): Promise<FetchedFile[]> {
  const { model, operation } = job;
  const manager = job.findManager();
  const context = operation.contextFor(manager.access, { allowPrivate: model.source.reach !== 'public' });
  return fetchAgain(plan, operation, (each, answers) =>
    transfer(job, each, (sink) => manager.doFetch(each, sink, context), answers),
  );
}

/** Lets `move` bring the bytes over a connection of the zoo's, and takes them once they are all there. */
async function transfer(
  job: FetchJob,
  plan: FilePlan,
  move: (sink: FileSink) => Promise<void>,
  answers?: (url: string) => void,
): Promise<FetchedFile[]> {
  const { services, operation, progress } = job;
  const { urls, sha256, integrity } = plan;
  const partial = await services.partials.open({ urls, sha256, integrity });
  try {
    if (!isComplete(partial)) {
      const connection = await services.connections.acquire(operation.signal);
      try {
        progress.phase('fetch');
        const watched = onBegin(partial, async ({ url, sizeBytes }) => {
          if (url !== undefined) answers?.(url);
          await checkFileSpace(partial, plan, sizeBytes, services, operation);
        });
        const followed = progress.follow(watched, plan);
        await move(followed);
        followed.end();
      } finally {
        connection.release();
      }
    } else progress.skip(plan);
    progress.phase('verify');
    const done = await partial.complete({ signal: operation.signal });
    const files = await takeBytes(job, plan, done);
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

/** Whether an earlier transfer brought everything: an archive of which other members were wanted then. */
function isComplete({ resume, present }: FileSink): boolean {
  return (
    resume?.sizeBytes !== undefined &&
    present.length === 1 &&
    present[0]?.start === 0 &&
    present[0].end === resume.sizeBytes
  );
}
