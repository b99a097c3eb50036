/** What a socket has read and nobody has taken yet, in buffers that are used again and again. */
export interface Inbox {
  /** Where the socket may put the next bytes. Never empty. */
  readonly space: () => Uint8Array;
  /** So many bytes were put where {@link space} last said. @returns whether more should come before these are taken */
  readonly filled: (bytes: number) => boolean;
  /** The oldest bytes that are there, valid until the next call; `undefined` when there are none. */
  readonly take: () => Uint8Array<ArrayBuffer> | undefined;
  readonly isEmpty: () => boolean;
}

/** So much is taken at a time: more saves nothing, less costs calls. */
const BUFFER_BYTES = 256 * 1024;
/** With less room than this another buffer is begun. */
const LEAST_SPACE_BYTES = 32 * 1024;

interface Filled {
  readonly buffer: Uint8Array<ArrayBuffer>;
  start: number;
  end: number;
}

export function createInbox(): Inbox {
  const queue: Filled[] = [];
  let spare: Uint8Array<ArrayBuffer> | undefined;
  let taken: Uint8Array<ArrayBuffer> | undefined;
  let current: Filled = { buffer: allocate(), start: 0, end: 0 };

  /** A buffer of which everything was taken can be filled again. */
  function giveBack(): void {
    const isInUse = taken === current.buffer || queue.some(({ buffer }) => buffer === taken);
    if (!isInUse && taken !== undefined) spare = taken;
    taken = undefined;
  }

  return {
    space: () => current.buffer.subarray(current.end),
    filled(bytes) {
      if (current.start === current.end) queue.push(current);
      current.end += bytes;
      if (current.buffer.length - current.end >= LEAST_SPACE_BYTES) return true;
      // A secure connection may still hand over what it has deciphered after it was told to stop: that finds room, too.
      current = { buffer: spare ?? allocate(), start: 0, end: 0 };
      spare = undefined;
      return false;
    },
    take() {
      giveBack();
      const oldest = queue.shift();
      if (oldest === undefined) return undefined;
      const { buffer, start, end } = oldest;
      taken = buffer;
      oldest.start = end;
      return buffer.subarray(start, end);
    },
    isEmpty: () => queue.length === 0,
  };
}

function allocate(): Uint8Array<ArrayBuffer> {
  return new Uint8Array(BUFFER_BYTES);
}
