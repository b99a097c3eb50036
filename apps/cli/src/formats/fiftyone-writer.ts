import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { InputFile } from '../inputs/find-inputs.js';
import { inputName } from '../inputs/input-name.js';
import { jsonLine, jsonText } from '../render/json-text.js';
import { fiftyOneLabel } from './fiftyone-label.js';
import { namedLabels } from './prediction-labels.js';
import type { ResultWriter } from './result-writer.js';
import { openFileSink, outputError } from './text-sink.js';
import type { WriterState } from './writer-state.js';

const DATA_FOLDER = 'data';

/**
 * A folder that `fiftyone.Dataset.from_dir(…, dataset_type=fiftyone.types.FiftyOneDataset)` imports: `metadata.json`
 * and `samples.json`, without a database's version and ids, which FiftyOne fills in then. Media stay where they are, by
 * absolute path; FiftyOne reads none from the web, so that what was fetched is kept in `data`, by a path relative to the
 * folder. Inputs that failed are left out.
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

  async function keep(file: InputFile, content: Uint8Array): Promise<string> {
    // The number tells apart what has one name, in a run that is continued, too.
    const name = `${samples + 1}-${inputName(file)}`;
    const path = join(folder, DATA_FOLDER, name);
    try {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
    } catch (cause) {
      throw outputError(path, cause);
    }
    return `${DATA_FOLDER}/${name}`;
  }

  return {
    async write(row) {
      if (row.error !== undefined) return;
      const labels = namedLabels(row.prediction, labelField).map(({ field, label }) => [field, fiftyOneLabel(label)]);
      const filepath = row.fetched === undefined ? row.absolutePath : await keep(row, row.fetched);
      const sample = { filepath, tags: [], ...(Object.fromEntries(labels) as object) };
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
