/** Thrown where bits are asked for that are not at hand yet. */
export class OutOfBits extends Error {
  override readonly name = 'OutOfBits';
}

/**
 * Takes bytes apart into bits, the most significant first. At most 24 at once. A class, unlike most things here: its
 * methods are called for every bit, and those of closures are not inlined.
 */
export class BitReader {
  readonly #bytes: Uint8Array;
  #next: number;
  #held = 0;
  #heldBits = 0;

  /** @param start Bits from the beginning of the bytes. */
  constructor(bytes: Uint8Array, start: number) {
    this.#bytes = bytes;
    this.#next = start >> 3;
    this.read(start & 7);
  }

  /** The next bits, which stay. @throws OutOfBits */
  peek(bits: number): number {
    while (this.#heldBits < bits) {
      const byte = this.#bytes[this.#next];
      if (byte === undefined) throw new OutOfBits();
      this.#next += 1;
      this.#held = (this.#held << 8) | byte;
      this.#heldBits += 8;
    }
    return (this.#held >>> (this.#heldBits - bits)) & ((1 << bits) - 1);
  }

  /** @throws OutOfBits */
  read(bits: number): number {
    const value = this.peek(bits);
    this.#heldBits -= bits;
    return value;
  }

  /** Passes over bits that were looked at. */
  skip(bits: number): void {
    this.#heldBits -= bits;
  }

  /** Passes over the bits up to the next whole byte. */
  align(): void {
    this.#heldBits -= this.#heldBits & 7;
  }

  /** Bits from the beginning of the bytes. */
  position(): number {
    return this.#next * 8 - this.#heldBits;
  }
}
