import { getFloat16, setFloat16 } from '@petamoriken/float16';

/** The 16 bits of the half-precision number nearest to a value. Half of the supported versions of Node lack `Float16Array`. */
export function toFloat16Bits(value: number): number {
  const view = new DataView(new ArrayBuffer(2));
  setFloat16(view, 0, value, true);
  return view.getUint16(0, true);
}

/** The numbers behind half-precision bits. */
export function fromFloat16Bits(bits: Uint16Array): Float32Array {
  const view = new DataView(bits.buffer, bits.byteOffset, bits.byteLength);
  return Float32Array.from(bits, (_, index) => getFloat16(view, index * 2, LITTLE_ENDIAN));
}

/** Every platform that the runtime has binaries for. */
const LITTLE_ENDIAN = true;
