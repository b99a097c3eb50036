import { ZooError } from '@modelzoo/core';
import { WorkerCallError, WorkerEndedError } from '../workers/worker-client.js';
import { reasonOf } from './refuse-graph.js';

/** What to tell the user of an error that came of a run: those of workers have no codes, others stay as they are. */
export function runFailed(error: unknown): unknown {
  if (error instanceof WorkerEndedError) {
    return new ZooError('ERR_ZOO_PREDICT_FAILED', `The runtime was ended by this input: ${error.message}.`, {
      hint: 'It starts again with the next input. If it ends on all of them, tell the author of the model.',
      details: { reason: error.message },
      cause: error,
    });
  }
  if (!(error instanceof WorkerCallError)) return error;
  if (error.outputBytes !== undefined) {
    return new ZooError('ERR_ZOO_PREDICT_FAILED', `The model gave ${error.outputBytes} bytes, more than is allowed.`, {
      hint: 'The option maxOutputBytes of the runtime moves that limit.',
      details: { sizeBytes: error.outputBytes },
      cause: error,
    });
  }
  return new ZooError('ERR_ZOO_PREDICT_FAILED', 'The model failed on this input.', {
    hint: 'The model is still loaded. Try another input; if it fails on all of them, tell its author.',
    details: { reason: reasonOf(error) },
    cause: error,
  });
}
