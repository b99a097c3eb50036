import type { ZooPhase } from '../events/zoo-event.js';
import type { FilePlan, FileSink } from '../plugins/model-manager.js';
import { countBytes } from '../store/byte-ranges.js';
import type { Operation } from '../zoo-services.js';
import { nameOf } from './fetched-file.js';
import { forwardSink } from './forward-sink.js';

/** Tells how far the files of one download are, each and all together. What it tells never goes backwards. */
export interface TransferProgress {
  /** A sink that tells what it takes. */
  follow(sink: FileSink, plan: FilePlan): FollowedSink;
  /** A file that nothing has to be fetched of. */
  skip(plan: FilePlan): void;
  /** Nothing more comes: tells what was not told yet. */
  end(): void;
  /** A step begins; with several files under way only the first fetching is one of the whole. */
  phase(phase: ZooPhase): void;
}

/** A sink whose bytes are told. */
export interface FollowedSink extends FileSink {
  /** All of it is there: what no server told of its size is known now. */
  end(): void;
}

/** So often the bytes of a file are told, and when all of them are there; and so often a file that takes less time than that. */
const EVERY_MS = 50;

interface FileState {
  readonly file: string;
  doneBytes: number;
  totalBytes: number | undefined;
  /** When it was told last; when it began as long as it was not. */
  sinceMs: number;
  isTold: boolean;
}

export function createTransferProgress(plans: readonly FilePlan[], { emit, subject }: Operation): TransferProgress {
  let isFetching = false;
  let doneBytes = 0;
  /** Undefined sizes count as nothing, and make the sum unknown. */
  let totalBytes = 0;
  let unknownSizes = 0;
  let doneFiles = 0;
  let toldAtMs = Number.NEGATIVE_INFINITY;
  /** The last that was not told. */
  let untold: FileState | undefined;

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

  function tell(state: FileState): void {
    const { file, doneBytes: done, totalBytes: total } = state;
    const all = { doneBytes, totalBytes: unknownSizes > 0 ? undefined : totalBytes, files: plans.length, doneFiles };
    emit({ type: 'progress', subject, file, doneBytes: done, totalBytes: total, all });
    untold = undefined;
    state.isTold = true;
    state.sinceMs = toldAtMs = performance.now();
  }

  /** Whoever was told of a file is told of its end, too. */
  function tellIfDue(state: FileState, isDone: boolean): void {
    const nowMs = performance.now();
    if (isDone ? state.isTold || nowMs - toldAtMs >= EVERY_MS : nowMs - state.sinceMs >= EVERY_MS) tell(state);
    else untold = state;
  }

  for (const { sizeBytes } of plans) add(sizeBytes, 1);

  return {
    follow(sink, plan) {
      const state: FileState = {
        file: plan.path ?? nameOf(plan.urls[0]),
        doneBytes: 0,
        totalBytes: plan.sizeBytes,
        sinceMs: performance.now(),
        isTold: false,
      };
      let presentBytes = countBytes(sink.present);
      let isDone = false;

      function note(bytes: number, total: number | undefined): void {
        update(state, bytes, total);
        if (!isDone && bytes === total) {
          isDone = true;
          doneFiles += 1;
        }
        tellIfDue(state, isDone);
      }

      return forwardSink<Omit<FollowedSink, 'resume' | 'present'>>(sink, {
        async begin(content) {
          await sink.begin(content);
          presentBytes = countBytes(sink.present);
          note(presentBytes, content.sizeBytes ?? plan.sizeBytes);
        },
        async write(position, bytes) {
          await sink.write(position, bytes);
          presentBytes += bytes.byteLength;
          note(presentBytes, state.totalBytes);
        },
        end() {
          if (!isDone) note(presentBytes, presentBytes);
        },
      });
    },
    skip({ sizeBytes }) {
      doneBytes += sizeBytes ?? 0;
      doneFiles += 1;
      if (sizeBytes === undefined) unknownSizes -= 1;
    },
    end() {
      if (untold !== undefined) tell(untold);
    },
    phase(phase) {
      if (plans.length > 1 && (phase !== 'fetch' || isFetching)) return;
      isFetching = true;
      emit({ type: 'phase', phase, subject });
    },
  };
}
