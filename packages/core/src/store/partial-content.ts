import { ZooError } from '../errors/zoo-error.js';
import type { SinkContent } from '../plugins/model-manager.js';

/** Whether parts of the one may stand beside parts of the other. */
export function isSameContent(before: SinkContent | undefined, next: SinkContent): boolean {
  if (before?.validator === undefined || before.validator !== next.validator) return false;
  return before.sizeBytes === undefined || next.sizeBytes === undefined || before.sizeBytes === next.sizeBytes;
}

export function tooLong(sizeBytes: number): ZooError {
  return new ZooError('ERR_ZOO_SIZE_MISMATCH', `More bytes came than the ${sizeBytes} that were promised.`, {
    hint: 'Nothing was installed. Download it again.',
    details: { expectedBytes: sizeBytes },
  });
}

export function tooShort(doneBytes: number, sizeBytes: number | undefined): ZooError {
  return new ZooError(
    'ERR_ZOO_SIZE_MISMATCH',
    sizeBytes === undefined ? 'The download has a hole in it.' : `Only ${doneBytes} of ${sizeBytes} bytes came.`,
    {
      hint: 'What came is kept. Download again to go on from there.',
      details: { expectedBytes: sizeBytes, actualBytes: doneBytes },
    },
  );
}
