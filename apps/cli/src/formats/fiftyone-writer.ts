import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { jsonLine, jsonText } from '../render/json-text.js';
import { fiftyOneLabel } from './fiftyone-label.js';
import { namedLabels } from './prediction-labels.js';
import type { ResultWriter } from './result-writer.js';
import { openFileSink, outputError } from './text-sink.js';
import type { WriterState } from './writer-state.js';

/**
 * A folder that `fiftyone.Dataset.from_dir(…, dataset_type=fiftyone.types.FiftyOneDataset)` imports: `metadata.json`
 * and `samples.json`, without a database's version and ids, which FiftyOne fills in then. Media stay where they are, by
 * absolute path. Inputs that failed are left out.
 *
 * @param state Where an earlier writer was in `samples.json`.
 */
export async function createFiftyOneWriter(
  folder: string,
  labelField: string,
  state?: WriterState,
): Promise<ResultWriter> {
  try {
    await mkdir(folder, { recursive: true });
    const metadata = { name: basename(folder), media_type: 'image', info: {} };
    await writeFile(join(folder, 'metadata.json'), jsonLine(metadata));
  } catch (cause) {
    throw outputError(folder, cause);
  }
  const sink = await openFileSink(join(folder, 'samples.json'), state?.bytes);
  if (state === undefined) await sink.write('{"samples": [');
  let samples = state?.rows ?? 0;
  return {
    async write(row) {
      if (row.error !== undefined) return;
      const labels = namedLabels(row.prediction, labelField).map(({ field, label }) => [field, fiftyOneLabel(label)]);
      const sample = { filepath: row.absolutePath, tags: [], ...(Object.fromEntries(labels) as object) };
      await sink.write(`${samples === 0 ? '\n' : ',\n'}${jsonText(sample)}`);
      samples += 1;
    },
    checkpoint: async () => ({ bytes: await sink.sync(), rows: samples }),
    async finish() {
      await sink.write('\n]}\n');
      await sink.close();
    },
    close: () => sink.close(),
  };
}
