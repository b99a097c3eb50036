import type { Zoo, ZooPlugin } from '@modelzoo/core';
import type { FoundConfig } from './open-zoo.js';

/** What a command works with. */
export interface CommandContext {
  readonly zoo: Zoo;
  /** Absolute folder that relative paths start from. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: AsyncIterable<string | Uint8Array>;
  readonly signal: AbortSignal;
  /** Whether no request may be made. */
  readonly offline: boolean;
  readonly plugins: readonly ZooPlugin[];
  readonly configuration: FoundConfig;
  /** A zoo with the same plugins and settings in another home folder, which is absolute. The caller closes it. */
  readonly openZooAt: (home: string) => Zoo;
  /** Asks the user for a line of text. `undefined`: there is nobody to ask. */
  readonly ask: ((question: string) => Promise<string>) | undefined;
  /**
   * Asks the user for a yes; `--yes` answers by itself.
   * @throws ZooError `ERR_ZOO_CONFIRMATION_REQUIRED` when nobody can be asked, or the answer is no
   */
  confirm(question: string): Promise<void>;
}
