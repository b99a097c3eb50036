import type { ZooEventListener } from './zoo-event.js';

/** Options of every operation that may take long. */
export interface OperationOptions {
  /** Stops the operation within a second; what can be resumed is kept. It then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: ZooEventListener | undefined;
}
