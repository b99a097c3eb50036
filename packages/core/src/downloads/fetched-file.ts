import { basename } from 'node:path';
import type { ModelFile } from '../models/model-types.js';
import type { UnplacedFile } from './place-files.js';

/** A file that is in the blob store, and wants a place in a model's folder. */
export interface FetchedFile extends Omit<ModelFile, 'path'>, UnplacedFile {
  /** URL it came from, as it was asked for: kept in the receipt, and masked wherever it is shown. */
  readonly origin: string;
  /** Whether its bytes were in the store already. */
  readonly reused: boolean;
  /** Its path in the archive that it came in, if it did. */
  readonly member: string | undefined;
}

/** File name of what a URL or a path leads to. */
export function nameOf(url: string): string {
  const [path = ''] = url.split(/[?#]/);
  return basename(path) || 'model';
}
