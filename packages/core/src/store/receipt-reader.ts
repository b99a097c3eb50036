import { join } from 'node:path';
import { folderName } from './folder-name.js';
import type { HomeLayout } from './home-layout.js';
import { namesIn } from './names-in.js';
import { readWhole } from './read-receipt.js';
import type { Receipt } from './receipt.js';
import { safeJoin } from './safe-join.js';

/** What is downloaded, and where: the part of a model store that changes nothing, and loads next to nothing. */
export interface ReceiptReader {
  /** Absolute folder that a model has or would have. */
  readonly modelDir: (source: string, baseName: string, version: string | undefined) => string;
  /** Absolute path of the model itself: its file or folder. @throws ZooError `ERR_ZOO_MANIFEST_INVALID` */
  readonly modelPath: (
    source: string,
    baseName: string,
    version: string | undefined,
    baseFilename: string | undefined,
  ) => string;
  /** Absolute path of a downloaded model. */
  pathOf(receipt: Receipt): string;
  /** The receipt of a model that is there, else `undefined`. Contents are not read. */
  readReceipt(source: string, baseName: string, version: string | undefined): Promise<Receipt | undefined>;
  /** All models that are there. @param onProblem Told of folders that hold none, and why. */
  list(onProblem?: (folder: string, problem: string) => void): Promise<readonly Receipt[]>;
}

/** @param options With `isReadOnly`, a model that was cut off from its place is not brought back. */
export function createReceiptReader(
  { modelsDir }: Pick<HomeLayout, 'modelsDir'>,
  { isReadOnly = false }: { readonly isReadOnly?: boolean } = {},
): ReceiptReader {
  const modelDir: ReceiptReader['modelDir'] = (source, baseName, version) => {
    const name = folderName(baseName);
    return join(modelsDir, folderName(source), version === undefined ? name : `${name}@${folderName(version)}`);
  };

  const modelPath: ReceiptReader['modelPath'] = (source, baseName, version, baseFilename) => {
    const folder = modelDir(source, baseName, version);
    return baseFilename === undefined ? folder : safeJoin(folder, baseFilename);
  };

  const isIn = (folder: string, { source, baseName, version }: Receipt): boolean =>
    modelDir(source, baseName, version) === folder;

  return {
    modelDir,
    modelPath,
    pathOf: ({ source, baseName, version, baseFilename }) => modelPath(source, baseName, version, baseFilename),
    async readReceipt(source, baseName, version) {
      const folder = modelDir(source, baseName, version);
      const found = await readWhole(folder, !isReadOnly);
      return typeof found === 'string' || !isIn(folder, found) ? undefined : found;
    },
    async list(onProblem) {
      const receipts: Receipt[] = [];
      for (const source of await namesIn(modelsDir)) {
        for (const name of await namesIn(join(modelsDir, source))) {
          if (name.startsWith('.')) continue;
          const folder = join(modelsDir, source, name);
          const found = await readWhole(folder, !isReadOnly);
          if (typeof found === 'string') onProblem?.(folder, found);
          else if (!isIn(folder, found)) onProblem?.(folder, 'has the receipt of another model');
          else receipts.push(found);
        }
      }
      return receipts;
    },
  };
}
