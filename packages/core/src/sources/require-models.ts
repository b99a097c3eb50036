import { ZooError } from '../errors/zoo-error.js';
import type { ReadSource } from './read-source.js';

/** @throws ZooError when a source declares no usable model: what is wrong with its first manifest, or that it has none */
export function requireModels(key: string, { manifests, models }: ReadSource): void {
  if (models.length > 0) return;
  const own = manifests.filter(({ error }) => error?.code !== 'ERR_ZOO_MANIFEST_FOREIGN');
  const [first] = own;
  if (first === undefined) {
    throw new ZooError('ERR_ZOO_MANIFEST_MISSING', `${key} holds no manifest.json that declares models.`, {
      hint:
        manifests.length === 0
          ? 'A source is a folder with a manifest.json. Check the reference, its branch and its sub-path. Nothing was registered.'
          : `There is ${manifests.map(({ path }) => path).join(', ')}, which belongs to something else. Nothing was registered.`,
      details: { source: key, manifests: manifests.map(({ path }) => path) },
    });
  }
  if (first.error !== undefined) throw first.error;
  const [diagnostic] = first.diagnostics;
  throw new ZooError(
    'ERR_ZOO_MANIFEST_INVALID',
    `${first.path} of ${key} declares no usable model${diagnostic === undefined ? '' : `: ${diagnostic.message}`}`,
    {
      hint: 'Tell the author of the source. Nothing was registered.',
      details: {
        source: key,
        path: first.path,
        pointer: diagnostic?.pointer,
        line: diagnostic?.line,
        column: diagnostic?.column,
      },
    },
  );
}
