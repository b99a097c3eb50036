/** Samples of a frame, and between the beginnings of frames. */
const SIZE = 512;
const HOP = 256;
const BINS = SIZE / 2 + 1;

/** Frames of a sound as frequencies, real and imaginary part by turns: a square-root Hann window, ends mirrored. */
export function toFrames(samples: Float32Array): Float32Array[] {
  const padded = Float32Array.from({ length: samples.length + SIZE }, (_, index) => {
    const at = Math.abs(index - HOP);
    return samples[at < samples.length ? at : 2 * (samples.length - 1) - at] ?? 0;
  });
  return Array.from({ length: 1 + Math.floor(samples.length / HOP) }, (_, frame) => {
    const bins = new Float32Array(BINS * 2);
    for (let bin = 0; bin < BINS; bin += 1) {
      let [real, imaginary] = [0, 0];
      for (let at = 0; at < SIZE; at += 1) {
        const value = (padded[frame * HOP + at] ?? 0) * windowAt(at);
        real += value * wave((bin * at + SIZE / 4) % SIZE);
        imaginary -= value * wave((bin * at) % SIZE);
      }
      bins[bin * 2] = real;
      bins[bin * 2 + 1] = imaginary;
    }
    return bins;
  });
}

/** The sound of such frames. */
export function fromFrames(frames: readonly Float32Array[], length: number): Float32Array {
  const sound = new Float32Array(length + SIZE);
  const weight = new Float32Array(length + SIZE);
  for (const [frame, bins] of frames.entries()) {
    for (let at = 0; at < SIZE; at += 1) {
      let value = 0;
      for (let bin = 0; bin < BINS; bin += 1) {
        const twice = bin === 0 || bin === BINS - 1 ? 1 : 2;
        const [real = 0, imaginary = 0] = [bins[bin * 2], bins[bin * 2 + 1]];
        value += twice * (real * wave((bin * at + SIZE / 4) % SIZE) - imaginary * wave((bin * at) % SIZE));
      }
      const index = frame * HOP + at;
      sound[index] = (sound[index] ?? 0) + (value / SIZE) * windowAt(at);
      weight[index] = (weight[index] ?? 0) + windowAt(at) ** 2;
    }
  }
  return Float32Array.from({ length }, (_, index) => (sound[index + HOP] ?? 0) / (weight[index + HOP] ?? 1));
}

const waves = Float64Array.from({ length: SIZE }, (_, index) => Math.sin((2 * Math.PI * index) / SIZE));

function wave(index: number): number {
  return waves[index] ?? 0;
}

/** The square root of a Hann window is half a wave. */
function windowAt(at: number): number {
  return Math.sin((Math.PI * at) / SIZE);
}
