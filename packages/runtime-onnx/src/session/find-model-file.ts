import { join, sep } from 'node:path';
import { ZooError, type LocalModel } from '@modelzoo/core';

/**
 * Which file of a model is the graph: the one that the config names, or the only one.
 * @throws ZooError `ERR_ZOO_DEPLOYMENT_INVALID` when that is not clear, `ERR_ZOO_FILE_NOT_FOUND`
 */
export function findModelFile(files: LocalModel, name: string | undefined): string {
  // A model of one file has its own path as its only file, whatever the file is called.
  const isFolder = !files.files.includes(files.path);
  if (!isFolder) return files.path;
  const graphs = files.files.filter((file) => file.toLowerCase().endsWith('.onnx'));
  const relative = graphs.map((file) => file.slice(files.path.length + 1).replaceAll(sep, '/'));
  if (name !== undefined) {
    const path = join(files.path, name);
    if (files.files.includes(path)) return path;
    throw new ZooError('ERR_ZOO_FILE_NOT_FOUND', `The model has no file ${JSON.stringify(name)}.`, {
      hint: `Its ONNX files are: ${relative.join(', ') || 'none'}.`,
      details: { file: name, files: relative },
    });
  }
  const [only, ...others] = graphs;
  if (only !== undefined && others.length === 0) return only;
  throw new ZooError(
    'ERR_ZOO_DEPLOYMENT_INVALID',
    only === undefined ? 'The model holds no .onnx file.' : 'The model holds several .onnx files.',
    {
      hint:
        only === undefined ? 'Tell its author.' : `Its config has to say which one as "file": ${relative.join(', ')}.`,
      details: { files: relative },
    },
  );
}
