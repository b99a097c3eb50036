import { describe, expect, it } from 'vitest';
import type { Quadrilateral } from '../../sources/ppocr/geometry.ts';
import type { Graph } from '../../sources/ppocr/graph.ts';
import { readLines } from '../../sources/ppocr/read-lines.ts';

/** White above, black below, so that a recogniser can tell which way a line stands. */
const picture = {
  width: 40,
  height: 20,
  data: Uint8Array.from({ length: 40 * 20 * 3 }, (_, index) => (index < 1200 ? 255 : 0)),
};
const upright: Quadrilateral = [
  [0, 0],
  [40, 0],
  [40, 20],
  [0, 20],
];
const upsideDown: Quadrilateral = [
  [40, 20],
  [0, 20],
  [0, 0],
  [40, 0],
];
const characters = ['', 'u', 'n', ' '];

/** Reads "u" where the white is above and "n" where it is below, as sure as it is told to be of each. */
function recognizer(sure: { readonly u: number; readonly n: number }): Graph {
  return async ({ data, dims: [count = 0, channels = 0, height = 0, width = 0] }) => {
    const size = channels * height * width;
    const rows = Array.from({ length: count }, (_, index) =>
      (data[index * size] ?? 0) > 0 ? [0, sure.u, 0, 0] : [0, 0, sure.n, 0],
    );
    return { data: Float32Array.from(rows.flat()), dims: [count, 1, 4] };
  };
}
const sees =
  (turned: number): Graph =>
  async () => ({ data: Float32Array.of(1 - turned, turned), dims: [1, 2] });

async function readOne(classify: Graph | undefined, sure: { readonly u: number; readonly n: number }) {
  const [line] = await readLines({ classify, recognize: recognizer(sure), characters }, picture, [upright], undefined);
  return line;
}

describe('readLines', () => {
  it('reads a line as it stands', async () => {
    const line = await readOne(sees(0.1), { u: 0.75, n: 1 });
    expect(line).toStrictEqual({ quadrilateral: upright, text: 'u', confidence: 0.75 });
  });

  it('turns a line that the classifier sees on its head', async () => {
    expect(await readOne(sees(0.95), { u: 0.75, n: 1 })).toStrictEqual({
      quadrilateral: upsideDown,
      text: 'n',
      confidence: 1,
    });
  });

  it('does not turn on a guess', async () => {
    expect(await readOne(sees(0.85), { u: 0.75, n: 1 })).toMatchObject({ text: 'u' });
  });

  it('takes a turn back when the line reads better without', async () => {
    expect(await readOne(sees(0.95), { u: 0.75, n: 0.5 })).toStrictEqual({
      quadrilateral: upright,
      text: 'u',
      confidence: 0.75,
    });
  });

  it('tries the other way when a line reads badly', async () => {
    expect(await readOne(sees(0), { u: 0.25, n: 1 })).toMatchObject({ text: 'n', quadrilateral: upsideDown });
  });

  it('reads lines as they stand without a classifier', async () => {
    expect(await readOne(undefined, { u: 0.25, n: 1 })).toMatchObject({ text: 'u' });
  });

  it('says when the recogniser and its key file do not belong together', async () => {
    const reader = { classify: undefined, recognize: recognizer({ u: 1, n: 1 }), characters: ['', ' '] };
    await expect(readLines(reader, picture, [upright], undefined)).rejects.toThrow('knows 4 characters');
  });
});
