import { mkdir } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { importSharp } from './import-sharp.js';
import { overlaySvg } from './overlay.js';
import type { ResultWriter } from './result-writer.js';
import { outputError } from './text-sink.js';

/**
 * Writes each picture with its labels drawn into a folder, under its own name, as PNG. Inputs that failed are left out.
 * @throws ZooError `ERR_ZOO_DEPENDENCY_MISSING`, `ERR_ZOO_OUTPUT_FAILED`
 */
export async function createPainter(folder: string): Promise<ResultWriter> {
  const sharp = await importSharp();
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw outputError(folder, cause);
  });
  const taken = new Set<string>();

  return {
    async write(row) {
      if (row.error !== undefined) return;
      const target = join(folder, freeName(parse(row.absolutePath).name, taken));
      // What is drawn is relative to the picture as it is looked at, so the orientation is applied first.
      const { data, info } = await sharp(row.absolutePath).autoOrient().toBuffer({ resolveWithObject: true });
      const overlay = overlaySvg(row.prediction, info);
      try {
        await sharp(data)
          .composite([{ input: Buffer.from(overlay) }])
          .png()
          .toFile(target);
      } catch (cause) {
        throw outputError(target, cause);
      }
    },
    async finish() {
      // Every picture is complete when its row is.
    },
  };
}

/** Pictures of several folders may have one name: the second is `name-2.png`. */
function freeName(name: string, taken: Set<string>): string {
  let free = name;
  // Case is ignored, as many file systems do.
  for (let count = 2; taken.has(free.toLowerCase()); count += 1) free = `${name}-${count}`;
  taken.add(free.toLowerCase());
  return `${free}.png`;
}
