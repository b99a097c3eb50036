/** Bytes of every header that is written here: enough for two dimensions, and a multiple of 64 as the format asks. */
const HEADER_BYTES = 128;

/**
 * The head of a `.npy` file, version 1.0, row-major (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
 * Always 128 bytes, so that it can be written again once the shape is known.
 *
 * @param type NumPy's type string: `<f4` float32, `|u1` uint8, `<u2` uint16, `<f8` float64
 */
export function npyHeader(type: string, shape: readonly number[]): Uint8Array<ArrayBuffer> {
  const dimensions = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': (${dimensions}), }`;
  const header = new Uint8Array(HEADER_BYTES).fill(0x20);
  header.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  new DataView(header.buffer).setUint16(8, HEADER_BYTES - 10, true);
  header.set(new TextEncoder().encode(text), 10);
  header[HEADER_BYTES - 1] = 0x0a;
  return header;
}
