import { mkdir } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { ZooError } from '@modelzoo/core';
import type { InputFile } from '../inputs/find-inputs.js';
import { inputName } from '../inputs/input-name.js';
import type { ApplyRow } from './apply-row.js';
import { importSharp } from './import-sharp.js';
import { overlaySvg } from './overlay.js';
import { pixelLayers } from './pixel-layers.js';
import { outputError } from './text-sink.js';

/** Draws what was found. */
export interface Painter {
  /** Draws a row, unless it failed. Every picture is complete when this is done. */
  readonly draw: (row: ApplyRow) => Promise<void>;
  /** Leaves the name free that the picture of an input had in an earlier run. */
  readonly pass: (file: InputFile) => void;
}

/**
 * Writes each picture with its labels drawn into a folder, under its own name, as PNG. Inputs that failed are left out.
 * @throws ZooError `ERR_ZOO_DEPENDENCY_MISSING`, `ERR_ZOO_OUTPUT_FAILED`
 */
export async function createPainter(folder: string): Promise<Painter> {
  const sharp = await importSharp();
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw outputError(folder, cause);
  });
  const taken = new Set<string>();

  return {
    pass: (file) => void freeName(file, taken),
    async draw(row) {
      const target = join(folder, freeName(row, taken));
      if (row.error !== undefined) return;
      // What is drawn is relative to the picture as it is looked at, so the orientation is applied first.
      const picture = await sharp(row.fetched ?? row.absolutePath)
        .autoOrient()
        .toBuffer({ resolveWithObject: true })
        .catch((cause: unknown) => {
          throw new ZooError('ERR_ZOO_INPUT_INVALID', `${row.filepath} is no picture that can be drawn on.`, { cause });
        });
      const layers = await pixelLayers(row.prediction, picture.info, sharp);
      const overlay = Buffer.from(overlaySvg(row.prediction, picture.info));
      try {
        await sharp(picture.data)
          .composite([...layers, { input: overlay }])
          .png()
          .toFile(target);
      } catch (cause) {
        throw outputError(target, cause);
      }
    },
  };
}

/** Pictures of several folders may have one name: the second is `name-2.png`. */
function freeName(file: InputFile, taken: Set<string>): string {
  const name = parse(inputName(file)).name || 'picture';
  let free = name;
  // Case is ignored, as many file systems do.
  for (let count = 2; taken.has(free.toLowerCase()); count += 1) free = `${name}-${count}`;
  taken.add(free.toLowerCase());
  return `${free}.png`;
}
