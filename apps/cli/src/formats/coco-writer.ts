import { jsonLine } from '../render/json-text.js';
import { cocoShapes } from './coco-shapes.js';
import { readPictureSize } from './picture-size.js';
import { namedLabels } from './prediction-labels.js';
import type { ResultWriter } from './result-writer.js';
import type { TextSink } from './text-sink.js';

/**
 * One document in the form of COCO's object detections (https://cocodataset.org/#format-data), with `score` as in its
 * results. Inputs that failed are left out; categories are numbered from 1 as they come.
 */
export function createCocoWriter(sink: TextSink): ResultWriter {
  const images: unknown[] = [];
  const annotations: unknown[] = [];
  const categories = new Map<string, number>();

  function categoryId(name: string): number {
    const id = categories.get(name) ?? categories.size + 1;
    categories.set(name, id);
    return id;
  }

  return {
    async write(row) {
      if (row.error !== undefined) return;
      const size = await readPictureSize(row.absolutePath);
      const imageId = images.length + 1;
      const shapes = namedLabels(row.prediction, '').flatMap(({ label }) => cocoShapes(label, size));
      images.push({ id: imageId, file_name: row.filepath, ...size });
      for (const { category, ...shape } of shapes) {
        annotations.push({
          id: annotations.length + 1,
          image_id: imageId,
          category_id: categoryId(category),
          iscrowd: 0,
          ...shape,
        });
      }
    },
    async finish() {
      const named = [...categories].map(([name, id]) => ({ id, name, supercategory: '' }));
      await sink.write(jsonLine({ images, annotations, categories: named }));
      await sink.close();
    },
  };
}
