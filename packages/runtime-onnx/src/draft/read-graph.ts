import { readdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { checkModelFile } from '../session/check-model-file.js';
import { createOnnxSession } from '../session/onnx-session.js';
import type { Engine } from '../workers/engine.js';
import type { DraftedGraph } from './draft-config.js';
import { readMetadata } from './read-metadata.js';

/**
 * What a file says of its graph, once it was loaded as it will be for its users.
 * @throws ZooError as for loading
 */
export async function readGraph(path: string, engine: Engine, signal: AbortSignal): Promise<DraftedGraph> {
  const { externalData } = await checkModelFile(path);
  await using session = await createOnnxSession(path, {}, engine, signal);
  const { inputs, outputs } = session;
  const locations = externalData.map(({ location }) => location);
  const beside = await readdir(dirname(path));
  return { path, inputs, outputs, locations, beside, notes: readMetadata(await readFile(path)) };
}
