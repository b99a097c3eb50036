import type { Label, Tensor } from './labels.js';

/** What a model looks at. */
export type MediaType = 'image' | 'video' | 'audio' | 'text' | 'tabular' | 'tensor';

/**
 * One input: the path of a file, a `file:` URL, the bytes of an encoded file (a JPEG), or named tensors.
 * Models of media type `text` take a string as the text itself.
 */
export type ModelInput = string | URL | Uint8Array | Readonly<Record<string, Tensor>>;

/** What a model says of one input: a label, or several under names. */
export type Prediction = Label | Readonly<Record<string, Label>>;

/** What one call of a model may be told. */
export interface PredictOptions {
  /** Leave out what is less sure than this, in [0, 1]. Default: what the model's author set. */
  readonly confidenceThreshold?: number | undefined;
  /** Give raw scores too, where {@link Model.hasLogits}. Default `false`. */
  readonly storeLogits?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * A model that runs. Loaders make it; hooks of sources may too, and are checked against this contract. Calls may come while
 * others are underway.
 */
export interface Model extends AsyncDisposable {
  readonly mediaType: MediaType;
  readonly hasLogits: boolean;
  readonly hasEmbeddings: boolean;
  /** @throws ZooError `ERR_ZOO_INPUT_INVALID`, `ERR_ZOO_PREDICT_FAILED` */
  predict(input: ModelInput, options?: PredictOptions): Promise<Prediction>;
  /** As {@link predict} for each, in order; a loader may batch them. */
  predictAll(inputs: readonly ModelInput[], options?: PredictOptions): Promise<readonly Prediction[]>;
  /** The embedding, float32. @throws ZooError `ERR_ZOO_CAPABILITY_MISSING` unless {@link hasEmbeddings} */
  embed(input: ModelInput, options?: PredictOptions): Promise<Float32Array>;
  embedAll(inputs: readonly ModelInput[], options?: PredictOptions): Promise<readonly Float32Array[]>;
  /** Frees what the model holds. Calls after it fail. */
  [Symbol.asyncDispose](): Promise<void>;
}
