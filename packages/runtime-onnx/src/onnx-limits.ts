/** What a model may use of this machine. */
export interface OnnxLimits {
  /** Inputs that go through a graph at once, where the graph can. */
  readonly maxBatchSize: number;
  /** Pictures of more pixels are refused. */
  readonly maxPixels: number | undefined;
}
