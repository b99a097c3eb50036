import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answer } from './loopback-answer.js';
import type { LoopbackFault } from './loopback-fault.js';
import { LFS_TYPE, readLfsBatch, sendLfsError, type LfsRequestedObject } from './loopback-lfs-batch.js';

/** The Git LFS store of a repository. */
export interface LoopbackLfs {
  /** Contents by their sha256 in hex: see `lfsObject`. Under another digest than their own they are wrong bytes. */
  readonly objects: Readonly<Record<string, string | Uint8Array>>;
  /**
   * How a link is protected: by an `authorization` that is handed out with it, as GitHub Enterprise does; by its query
   * alone, as object stores do; or so without saying that this is all that it takes. Default `header`.
   */
  readonly links?: 'header' | 'query' | 'none' | undefined;
  /** What the first batch, the second and so on are refused with. `undefined`: nothing. */
  readonly refusals?: readonly (LoopbackLfsRefusal | undefined)[] | undefined;
  /** What goes wrong with the first transfer, the second and so on. */
  readonly faults?: readonly (Exclude<LoopbackFault, { kind: 'change' }> | undefined)[] | undefined;
  /** What stands in answers in place of the link, to see what a client makes of it. */
  readonly href?: string | undefined;
}

/** Another answer than the one that was asked for. */
export interface LoopbackLfsRefusal {
  readonly status: number;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Whether the batch is answered well, and each of its objects refused. Default `false`. */
  readonly perObject?: boolean | undefined;
}

/** The two halves of LFS: the batch API, which answers below a repository, and the host of the objects. */
export interface LoopbackLfsServer {
  answerBatch(lfs: LoopbackLfs | undefined, request: IncomingMessage, response: ServerResponse): Promise<void>;
  answerStorage(request: IncomingMessage, response: ServerResponse): void;
}

interface Link {
  readonly lfs: LoopbackLfs;
  readonly sha256: string;
  readonly authorization: string | undefined;
}

/**
 * Makes both halves.
 *
 * @param storageUrl Address of the host of the objects, which is known once it listens.
 * @see https://github.com/git-lfs/git-lfs/blob/main/docs/api/batch.md
 */
export function createLoopbackLfs(storageUrl: () => string): LoopbackLfsServer {
  const links = new Map<string, Link>();
  const counts = new WeakMap<LoopbackLfs, { batches: number; transfers: number }>();

  function countOf(lfs: LoopbackLfs): { batches: number; transfers: number } {
    const count = counts.get(lfs) ?? { batches: 0, transfers: 0 };
    counts.set(lfs, count);
    return count;
  }

  function describe(lfs: LoopbackLfs, { oid, size }: LfsRequestedObject): object {
    const content = lfs.objects[oid];
    if (content === undefined)
      return { oid, size, error: { code: 404, message: 'Object does not exist on the server' } };
    if (Buffer.byteLength(content) !== size) {
      return { oid, size, error: { code: 422, message: 'Object is not of this size' } };
    }
    const id = randomUUID();
    const kind = lfs.links ?? 'header';
    const authorization = kind === 'header' ? `RemoteAuth ${randomUUID()}` : undefined;
    links.set(id, { lfs, sha256: oid, authorization });
    const download = {
      href: lfs.href ?? `${storageUrl()}/objects/${oid}?X-Amz-Expires=3600&X-Amz-Signature=${id}`,
      ...(authorization !== undefined && { header: { Authorization: authorization } }),
      expires_in: 3600,
      expires_at: new Date(Date.now() + 3_600_000).toISOString(),
    };
    return { oid, size, ...(kind !== 'none' && { authenticated: true }), actions: { download } };
  }

  return {
    async answerBatch(lfs, request, response) {
      const objects = await readLfsBatch(request, response);
      if (objects === undefined) return;
      if (lfs === undefined) {
        sendLfsError(response, 404, 'Git LFS is disabled for this repository.');
        return;
      }
      const count = countOf(lfs);
      const refusal = lfs.refusals?.[count.batches];
      count.batches += 1;
      if (refusal !== undefined && refusal.perObject !== true) {
        sendLfsError(response, refusal.status, refusal.message, refusal.headers);
        return;
      }
      const error = refusal && { code: refusal.status, message: refusal.message };
      const described = objects.map((object) => (error ? { ...object, error } : describe(lfs, object)));
      response.writeHead(200, { 'content-type': `${LFS_TYPE}; charset=utf-8` });
      response.end(JSON.stringify({ transfer: 'basic', objects: described, hash_algo: 'sha256' }));
    },

    answerStorage(request, response) {
      const { pathname, searchParams } = new URL(request.url ?? '', storageUrl());
      const link = links.get(searchParams.get('X-Amz-Signature') ?? '');
      const { authorization } = request.headers;
      // A store that is asked in two ways at once refuses, as Amazon's does.
      if (link === undefined || pathname !== `/objects/${link.sha256}` || authorization !== link.authorization) {
        response.writeHead(403, { 'content-type': 'application/xml' }).end('<Error><Code>AccessDenied</Code></Error>');
        return;
      }
      const { lfs, sha256 } = link;
      const count = countOf(lfs);
      const fault = lfs.faults?.[count.transfers];
      count.transfers += 1;
      const body = Buffer.from(lfs.objects[sha256] ?? '');
      const headers = { 'content-type': 'application/octet-stream', 'accept-ranges': 'bytes', etag: `"${sha256}"` };
      const seen = { method: 'GET', url: request.url ?? '', headers: request.headers, status: 0, sentBytes: 0 };
      answer(request, response, seen, { body, headers }, fault);
    },
  };
}
