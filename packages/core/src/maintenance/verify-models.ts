import { isAbortError, ZooError } from '../errors/zoo-error.js';
import { createFileChecker, type FileChecker } from '../store/file-checker.js';
import { openVerifiedFiles } from '../store/verified-files.js';
import type { Operation, ZooServices } from '../zoo-services.js';
import { checkModel, describeCopies, type CheckProgress } from './check-model.js';
import type { ModelVerification, VerifyOptions } from './maintenance-types.js';
import { repairModel } from './repair-model.js';
import { isSame, selectModels, type StoredModel } from './select-models.js';

/** So many models at once keep every core busy, and few files open. */
const MODELS_AT_ONCE = 4;

/** Finds out whether downloaded models are as they were downloaded: see `Zoo.verifyModels`. */
export async function verifyModels(services: ZooServices, options: VerifyOptions): Promise<ModelVerification[]> {
  const stored = await selectModels(services, options.models, options);
  const [only] = stored;
  const subject = stored.length === 1 && only !== undefined ? only.name : `${stored.length} models`;
  const operation = services.operation(subject, options);
  operation.emit({ type: 'phase', phase: 'verify', subject });
  const verify = await checkAll(services, stored, operation, options.full === true);
  if (options.repair !== true) return verify;
  const repaired: ModelVerification[] = [];
  // One after the other, as each may use the whole line.
  for (const [index, model] of stored.entries()) {
    const found = verify[index];
    if (found === undefined) continue;
    repaired.push(found.ok ? found : await repairAndCheck(services, model, options));
  }
  return repaired;
}

async function checkAll(
  services: ZooServices,
  stored: readonly StoredModel[],
  operation: Operation,
  isThorough: boolean,
): Promise<ModelVerification[]> {
  const files = stored.flatMap(({ receipt }) => receipt?.files ?? []);
  const expectedBytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const { subject, emit, signal } = operation;
  const verified = await openVerifiedFiles(services.layout);
  await using checker = createFileChecker(verified, { expectedBytes, isThorough, signal });
  // What there is to do in all is known from the start.
  for (const { name, receipt } of stored) {
    for (const { path, sizeBytes } of receipt?.files ?? []) {
      const file = `${prefixOf(stored, name)}${path}`;
      emit({ type: 'progress', subject, file, doneBytes: 0, totalBytes: sizeBytes });
    }
  }
  const results: ModelVerification[] = [];
  const waiting = stored.entries();
  async function work(): Promise<void> {
    for (const [index, model] of waiting) {
      results[index] = await checkOne(services, model, checker, {
        subject,
        emit,
        prefix: prefixOf(stored, model.name),
      });
    }
  }
  try {
    await Promise.all(Array.from({ length: MODELS_AT_ONCE }, work));
  } finally {
    // Also after an abort: what was read need not be read again.
    await verified.save();
  }
  return results;
}

async function checkOne(
  services: ZooServices,
  { folder, layer, name, identity, receipt }: StoredModel,
  checker: FileChecker,
  progress: CheckProgress,
): Promise<ModelVerification> {
  const common = { name, source: identity?.source, folder, repaired: false, error: undefined };
  if (receipt === undefined) return { ...common, ok: false, fault: 'receipt', files: [] };
  const files = (await checkModel(services, { folder, layer }, receipt, checker, progress)).map(describeCopies);
  return { ...common, ok: files.every(({ ok }) => ok), fault: undefined, files };
}

async function repairAndCheck(
  services: ZooServices,
  model: StoredModel,
  options: VerifyOptions,
): Promise<ModelVerification> {
  const operation = services.operation(model.name, options);
  let error: ZooError | undefined;
  try {
    await repairModel(services, model, operation);
  } catch (cause) {
    operation.signal.throwIfAborted();
    // One model that cannot be mended must not keep the others from it.
    if (!ZooError.is(cause) || isAbortError(cause)) throw cause;
    error = cause;
  }
  const now = (await selectModels(services, undefined, {})).find(
    ({ folder, identity }) => folder === model.folder || isSame(identity, model.identity),
  );
  const [after] = await checkAll(services, [now ?? model], operation, false);
  if (after === undefined) throw new TypeError('One model gave no result.');
  return { ...after, repaired: after.ok, error };
}

function prefixOf(stored: readonly StoredModel[], name: string): string {
  return stored.length === 1 ? '' : `${name}/`;
}
