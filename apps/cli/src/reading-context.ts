import type { ZooReader } from '@modelzoo/core/reader';
import type { CliHost } from './cli-host.js';
import type { CliConfig } from './config/config-schema.js';

/** What a command works with that only reads. */
export interface ReadingContext {
  readonly zoo: Omit<ZooReader, 'findInstalled'>;
}

/** What a command works with that may find out that reading is not enough. */
export interface LightContext extends Pick<CliHost, 'cwd' | 'env'> {
  readonly zoo: ZooReader;
  /** `undefined` when the user has none. */
  readonly config: CliConfig | undefined;
}
