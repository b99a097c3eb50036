/** How a sound is cut into pieces of one length. */
export interface WindowOptions {
  /** Samples of a piece. `undefined`: the whole sound is one. */
  readonly window: number | undefined;
  /** Samples between the beginnings of pieces. */
  readonly hop: number;
  /** What follows the end of a sound that is too short: silence, or the sound again. */
  readonly padding: 'zeros' | 'repeat';
  /** Bring each piece to the mean 0 and the variance 1. */
  readonly normalize: boolean;
}

/** What keeps silence from a division by zero, as Hugging Face has it. */
const EPSILON = 1e-7;

/** The pieces of a sound, copied. The last ends where the sound does or, of a short sound, with padding. */
export function cutWindows(samples: Float32Array, options: WindowOptions): Float32Array[] {
  const { window = Math.max(1, samples.length), hop, normalize } = options;
  const last = Math.max(0, samples.length - window);
  const count = 1 + Math.ceil(last / hop);
  return Array.from({ length: count }, (_, index) => {
    const start = Math.min(index * hop, last);
    const piece = new Float32Array(window);
    const repeated = options.padding === 'repeat' && samples.length > 0;
    const step = repeated ? samples.length : window;
    for (let at = 0; at < window; at += step) {
      piece.set(samples.subarray(start, start + Math.min(window, window - at)), at);
    }
    return normalize ? normalized(piece) : piece;
  });
}

function normalized(piece: Float32Array): Float32Array {
  const mean = piece.reduce((sum, value) => sum + value, 0) / piece.length;
  const variance = piece.reduce((sum, value) => sum + (value - mean) ** 2, 0) / piece.length;
  const deviation = Math.sqrt(variance + EPSILON);
  return piece.map((value) => (value - mean) / deviation);
}
