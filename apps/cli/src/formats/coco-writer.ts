import { jsonText } from '../render/json-text.js';
import { cocoShapes } from './coco-shapes.js';
import { readPictureSize } from './picture-size.js';
import { namedLabels } from './prediction-labels.js';
import type { ResultWriter } from './result-writer.js';
import type { SpillFile } from './spill-file.js';
import type { TextSink } from './text-sink.js';
import type { WriterState } from './writer-state.js';

/**
 * One document in the form of COCO's object detections (https://cocodataset.org/#format-data), with `score` as in its
 * results. Inputs that failed are left out; categories are numbered from 1 as they come.
 *
 * @param annotationFile Where annotations wait until all images are written.
 * @param state Where an earlier writer was.
 */
export function createCocoWriter(sink: TextSink, annotationFile: SpillFile, state?: WriterState): ResultWriter {
  let images = state?.coco?.images ?? 0;
  let annotations = state?.coco?.annotations ?? 0;
  const categories = new Map((state?.coco?.categories ?? []).map((name, index) => [name, index + 1]));
  let isStarted = state !== undefined;
  let isFinished = false;

  async function start(): Promise<void> {
    if (!isStarted) await sink.write('{"images": [');
    isStarted = true;
  }

  function categoryId(name: string): number {
    const id = categories.get(name) ?? categories.size + 1;
    categories.set(name, id);
    return id;
  }

  return {
    async write(row) {
      if (row.error !== undefined) return;
      const size = row.size ?? (await readPictureSize(row.fetched ?? row.absolutePath, row.filepath));
      const shapes = namedLabels(row.prediction, '').flatMap(({ label }) => cocoShapes(label, size));
      await start();
      const imageId = images + 1;
      const lines = shapes.map(({ category, ...shape }) => {
        annotations += 1;
        const ids = { id: annotations, image_id: imageId, category_id: categoryId(category), iscrowd: 0 };
        return `${annotations === 1 ? '\n' : ',\n'}${jsonText({ ...ids, ...shape })}`;
      });
      await annotationFile.write(lines.join(''));
      const image = { id: imageId, file_name: row.filepath, ...size };
      await sink.write(`${images === 0 ? '\n' : ',\n'}${jsonText(image)}`);
      images = imageId;
    },
    async checkpoint() {
      await start();
      const annotationBytes = await annotationFile.sync();
      const coco = { annotationBytes, images, annotations, categories: [...categories.keys()] };
      return { bytes: await sink.sync(), coco };
    },
    async finish() {
      await start();
      await sink.write('\n], "annotations": [');
      for await (const text of annotationFile.read()) await sink.write(text);
      const named = [...categories].map(([name, id]) => ({ id, name, supercategory: '' }));
      await sink.write(`\n], "categories": ${jsonText(named)}}\n`);
      await sink.close();
      isFinished = true;
    },
    async close() {
      await sink.close();
      // Kept until nobody can want to go on from before the end.
      await (isFinished ? annotationFile.remove() : annotationFile.close());
    },
  };
}
