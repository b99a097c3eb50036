import type { ApplyRow } from './apply-row.js';

/** Takes rows as they come, in input order. */
export interface ResultWriter {
  write(row: ApplyRow): Promise<void>;
  /** Writes what can only be written at the end, and closes. */
  finish(): Promise<void>;
}
