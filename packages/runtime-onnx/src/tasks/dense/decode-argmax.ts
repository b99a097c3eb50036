import type { PixelGrid } from './pixel-grid.js';

/** The class with the highest score for each pixel, the first among equals. */
export function decodeArgmax(values: Float32Array, grid: PixelGrid): Uint8Array | Uint16Array {
  const { channels, pixelStep, channelStep } = grid;
  const pixels = grid.width * grid.height;
  const classes = channels > 256 ? new Uint16Array(pixels) : new Uint8Array(pixels);
  for (let pixel = 0; pixel < pixels; pixel += 1) {
    const start = pixel * pixelStep;
    let best = values[start] ?? 0;
    let found = 0;
    for (let channel = 1; channel < channels; channel += 1) {
      const value = values[start + channel * channelStep] ?? 0;
      if (value > best) {
        best = value;
        found = channel;
      }
    }
    classes[pixel] = found;
  }
  return classes;
}

/** Numbers of classes that the graph has chosen itself. */
export function copyClasses(values: Float32Array): Uint8Array | Uint16Array {
  const many = values.some((value) => value > 255);
  return many ? Uint16Array.from(values) : Uint8Array.from(values);
}
