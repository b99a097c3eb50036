import type { ApplyRow } from './apply-row.js';
import type { WriterState } from './writer-state.js';

/** Takes rows as they come, in input order. */
export interface ResultWriter {
  write(row: ApplyRow): Promise<void>;
  /** Makes sure that what was written outlives this process and the machine's power, and says where that was. */
  checkpoint(): Promise<WriterState>;
  /** Writes what can only be written at the end. */
  finish(): Promise<void>;
  /** Lets go of everything. Unless {@link finish} was called, another writer can go on from the last checkpoint. */
  close(): Promise<void>;
}
