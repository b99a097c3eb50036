/** How far a transfer is. */
export interface TransferState {
  readonly doneBytes: number;
  /** `undefined` when the size of a file is not known. */
  readonly totalBytes: number | undefined;
  /** `undefined` in the first moment. */
  readonly bytesPerSecond: number | undefined;
  /** Until the end, at this rate. */
  readonly secondsLeft: number | undefined;
}

/** The rate is that of this last time, so that it follows the line and does not jump. */
const WINDOW_MS = 5000;

interface FileState {
  readonly doneBytes: number;
  readonly totalBytes: number | undefined;
}

/** Adds the files of one transfer up. Times are milliseconds of a clock that only goes forward. */
export class TransferMeter {
  readonly #files = new Map<string, FileState>();
  #samples: { readonly atMs: number; readonly doneBytes: number }[] = [];

  /** Takes what is told of one file. What was there before the first word of a file does not count for the rate. */
  update(file: string, doneBytes: number, totalBytes: number | undefined, nowMs: number): void {
    const known = this.#files.get(file);
    this.#files.set(file, { doneBytes, totalBytes });
    if (known === undefined || doneBytes < known.doneBytes) {
      const shift = doneBytes - (known?.doneBytes ?? 0);
      this.#samples = this.#samples.map(({ atMs, doneBytes: before }) => ({ atMs, doneBytes: before + shift }));
    }
    this.#samples.push({ atMs: nowMs, doneBytes: this.#doneBytes() });
    // One sample from before the window stays: it is where the window begins.
    while ((this.#samples[1]?.atMs ?? nowMs) < nowMs - WINDOW_MS) this.#samples.shift();
  }

  state(nowMs: number): TransferState {
    const doneBytes = this.#doneBytes();
    const totalBytes = this.#totalBytes();
    const first = this.#samples[0];
    const elapsedMs = first === undefined ? 0 : nowMs - first.atMs;
    const bytesPerSecond =
      first === undefined || elapsedMs <= 0 ? undefined : ((doneBytes - first.doneBytes) / elapsedMs) * 1000;
    const secondsLeft =
      totalBytes === undefined || bytesPerSecond === undefined || bytesPerSecond <= 0
        ? undefined
        : (totalBytes - doneBytes) / bytesPerSecond;
    return { doneBytes, totalBytes, bytesPerSecond, secondsLeft };
  }

  #doneBytes(): number {
    let sum = 0;
    for (const { doneBytes } of this.#files.values()) sum += doneBytes;
    return sum;
  }

  #totalBytes(): number | undefined {
    let sum = 0;
    for (const { totalBytes } of this.#files.values()) {
      if (totalBytes === undefined) return undefined;
      sum += totalBytes;
    }
    return sum;
  }
}
