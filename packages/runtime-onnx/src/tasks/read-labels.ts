import { readFile } from 'node:fs/promises';
import { ZooError } from '@modelzoo/core';
import { z } from 'zod';
import type { LabelsConfig } from '../config/common-config.js';
import { needSideFile, readSideJson, type SideFiles } from './find-side-file.js';

/**
 * The labels that a config gives, in it or in a file of the model or of its source. `undefined`: it gives none.
 * @throws ZooError `ERR_ZOO_FILE_NOT_FOUND`, `ERR_ZOO_DEPLOYMENT_INVALID` for a path that leads out of both folders, or a
 *   file without labels
 */
export async function readLabels(output: LabelsConfig, places: SideFiles): Promise<readonly string[] | undefined> {
  if (output.labels_path === undefined) return output.labels;
  const path = await needSideFile('labels_path', output.labels_path, places);
  if (path.toLowerCase().endsWith('.json')) return parseLabels(await readSideJson(path), path);
  const lines = (await readFile(path, 'utf8')).replace(/^\uFEFF/, '').split(/\r?\n/);
  while (lines.at(-1) === '') lines.pop();
  return lines;
}

const byNumber = z.record(z.string().regex(/^\d+$/), z.string());
/** A list of labels, an object by their numbers, or the `config.json` of a model of Hugging Face. */
const labelsSchema = z.union([
  z.array(z.string()).min(1),
  byNumber,
  z.object({ id2label: byNumber }).transform(({ id2label }) => id2label),
]);

function parseLabels(content: unknown, path: string): readonly string[] {
  const { data = [] } = labelsSchema.safeParse(content);
  const numbered = new Map(Object.entries(data));
  const labels = Array.from({ length: numbered.size }, (_, index) => numbered.get(String(index)));
  if (labels.length > 0 && labels.every((label) => label !== undefined)) return labels;
  throw new ZooError('ERR_ZOO_DEPLOYMENT_INVALID', `${path} does not name classes from 0 on.`, {
    hint: 'It has to be a list, an object of labels by their numbers, or a config.json with id2label. Tell the author.',
    details: { path },
  });
}
