import { dirname } from 'node:path';
import type { ZooEventListener } from '../events/zoo-event.js';
import type { CheckedFile, FileChecker } from '../store/file-checker.js';
import type { Receipt, ReceiptFile } from '../store/receipt.js';
import { safeJoin } from '../store/safe-join.js';
import type { ZooServices } from '../zoo-services.js';
import type { FileVerification } from './maintenance-types.js';
import type { StoredModel } from './select-models.js';

/** A file of a model, and both places that it is in. */
export interface CheckedCopies {
  readonly file: ReceiptFile;
  /** Absolute path in the model's folder, and what is there. */
  readonly own: CheckedPath;
  /** Absolute path of the blob, and what is there. Often the same file by another name. */
  readonly shared: CheckedPath;
}

/** A place, and what is there. */
export interface CheckedPath {
  readonly path: string;
  readonly check: CheckedFile;
}

/** What progress is reported as. */
export interface CheckProgress {
  readonly subject: string;
  readonly emit: ZooEventListener;
  /** Goes before the names of files, where there are several models. */
  readonly prefix: string;
}

/**
 * Looks at every file of a model, in its folder and in the blob store.
 *
 * @param stored Of a layer, only what is in the folder counts: a layer need not have blobs.
 */
export async function checkModel(
  services: ZooServices,
  { folder, layer }: Pick<StoredModel, 'folder' | 'layer'>,
  receipt: Receipt,
  checker: FileChecker,
  { subject, emit, prefix }: CheckProgress,
): Promise<CheckedCopies[]> {
  return Promise.all(
    receipt.files.map(async (file) => {
      const path = safeJoin(folder, file.path);
      const blob = services.blobs.pathOf(file.sha256);
      const own = await checker.check(folder, path, file, (doneBytes) => {
        emit({ type: 'progress', subject, file: `${prefix}${file.path}`, doneBytes, totalBytes: file.sizeBytes });
      });
      if (layer !== undefined) return { file, own: { path, check: own }, shared: { path, check: own } };
      const shared = await checker.check(dirname(blob), blob, file);
      return { file, own: { path, check: own }, shared: { path: blob, check: shared } };
    }),
  );
}

/** What users are told of a file. */
export function describeCopies({ file, own, shared }: CheckedCopies): FileVerification {
  const common = { path: file.path, expected: file.sha256 };
  if (own.check.fault !== undefined) {
    return { ...common, ok: false, actual: own.check.sha256, fault: own.check.fault };
  }
  if (shared.check.fault !== undefined) {
    return { ...common, ok: false, actual: shared.check.sha256, fault: 'shared-copy' };
  }
  return { ...common, ok: true, actual: own.check.sha256, fault: undefined };
}
