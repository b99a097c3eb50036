import type { Tensor } from '@modelzoo/core';

/** A tensor under its name in the graph. */
export interface NamedTensor {
  readonly name: string;
  readonly tensor: Tensor;
}

/** How the runtime is to make a session: its own option names. */
export type RuntimeOptions = Readonly<Record<string, unknown>>;

/** What a worker is asked. Each worker holds one graph at most. */
export type WorkerCall =
  /** Imports the runtime, and tells where it can run graphs: `string[]`. */
  | { readonly kind: 'start' }
  /** Loads a graph, by its path or its bytes: {@link GraphMetadata}. */
  | { readonly kind: 'load'; readonly graph: string | Uint8Array; readonly options: RuntimeOptions }
  /** Runs the graph once over all items, joined along their first dimension: {@link RunAnswer}. */
  | {
      readonly kind: 'run';
      readonly items: readonly (readonly NamedTensor[])[];
      readonly fetches: readonly string[];
      readonly maxOutputBytes: number;
    }
  /** Frees the graph. */
  | { readonly kind: 'release' };

/** An input or output, as the runtime describes it. */
export interface ValueMetadata {
  readonly name: string;
  readonly isTensor: boolean;
  readonly type?: string | undefined;
  readonly shape?: readonly (number | string)[] | undefined;
}

export interface GraphMetadata {
  readonly inputs: readonly ValueMetadata[];
  readonly outputs: readonly ValueMetadata[];
}

/** What came of a run. */
export interface RunAnswer {
  /** The outputs of each item, in order; `undefined` when they cannot be told apart, because the graph knows no batches. */
  readonly items: readonly (readonly NamedTensor[])[] | undefined;
  /** The memory of the inputs, given back where it had changed its owner. */
  readonly buffers: readonly ArrayBuffer[];
}

/** An error, as far as it survives the way between threads and processes. */
export interface WorkerFailure {
  readonly message: string;
  readonly code?: string | undefined;
  /** Bytes of the outputs, where they were more than was allowed. */
  readonly outputBytes?: number | undefined;
}

export interface WorkerRequest {
  readonly id: number;
  readonly call: WorkerCall;
}

export type WorkerReply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly failure: WorkerFailure };
