import type { ZooPhase } from '../events/zoo-event.js';
import type { FilePlan, FileSink } from '../plugins/model-manager.js';
import { countBytes } from '../store/byte-ranges.js';
import type { Operation } from '../zoo-services.js';
import { nameOf } from './fetched-file.js';

/** Tells how far the files of one download are, each and all together. What it tells never goes backwards. */
export interface TransferProgress {
  /** A sink that tells what it takes. */
  follow(sink: FileSink, plan: FilePlan): FileSink;
  /** A file that nothing has to be fetched of. */
  skip(plan: FilePlan): void;
  /** A step begins; with several files under way only the first fetching is one of the whole. */
  phase(phase: ZooPhase): void;
}

/** So often the bytes of a file are told, and when all of them are there. */
const EVERY_MS = 50;

interface FileState {
  doneBytes: number;
  totalBytes: number | undefined;
}

export function createTransferProgress(plans: readonly FilePlan[], { emit, subject }: Operation): TransferProgress {
  let isFetching = false;
  let doneBytes = 0;
  /** Undefined sizes count as nothing, and make the sum unknown. */
  let totalBytes = 0;
  let unknownSizes = 0;

  function add(size: number | undefined, sign: 1 | -1): void {
    if (size === undefined) unknownSizes += sign;
    else totalBytes += sign * size;
  }

  function update(state: FileState, done: number, total: number | undefined): void {
    if (total !== state.totalBytes) {
      add(state.totalBytes, -1);
      add(total, 1);
      state.totalBytes = total;
    }
    // A server that starts over brings again what was told already.
    const shown = Math.min(Math.max(done, state.doneBytes), total ?? Number.POSITIVE_INFINITY);
    doneBytes += shown - state.doneBytes;
    state.doneBytes = shown;
  }

  function tell(file: string, state: FileState): void {
    const all = { doneBytes, totalBytes: unknownSizes > 0 ? undefined : totalBytes, files: plans.length };
    emit({ type: 'progress', subject, file, ...state, all });
  }

  for (const { sizeBytes } of plans) add(sizeBytes, 1);

  return {
    follow(sink, plan) {
      const file = plan.path ?? nameOf(plan.urls[0]);
      const state: FileState = { doneBytes: 0, totalBytes: plan.sizeBytes };
      let presentBytes = countBytes(sink.present);
      let toldAtMs = Number.NEGATIVE_INFINITY;
      return {
        get resume() {
          return sink.resume;
        },
        get present() {
          return sink.present;
        },
        async begin(content) {
          await sink.begin(content);
          presentBytes = countBytes(sink.present);
          update(state, presentBytes, content.sizeBytes ?? plan.sizeBytes);
          tell(file, state);
        },
        async write(position, bytes) {
          await sink.write(position, bytes);
          presentBytes += bytes.byteLength;
          update(state, presentBytes, state.totalBytes);
          const nowMs = performance.now();
          if (nowMs - toldAtMs < EVERY_MS && presentBytes !== state.totalBytes) return;
          toldAtMs = nowMs;
          tell(file, state);
        },
      };
    },
    skip({ sizeBytes }) {
      doneBytes += sizeBytes ?? 0;
      if (sizeBytes === undefined) unknownSizes -= 1;
    },
    phase(phase) {
      if (plans.length > 1 && (phase !== 'fetch' || isFetching)) return;
      isFetching = true;
      emit({ type: 'phase', phase, subject });
    },
  };
}
