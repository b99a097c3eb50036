import type { SinkContent } from '@modelzoo/core';
import { parseContentRange } from './content-range.js';
import { contentLength, contradicts } from './content-validator.js';

/** A stretch of a file that was asked for. */
export interface Gap {
  readonly start: number;
  /** Exclusive. `undefined`: the file's end, wherever that is. */
  readonly end: number | undefined;
}

/** Where a partial answer ends, if it is exactly what was asked for, of the same content; else `undefined`. */
export function checkPart(response: Response, gap: Gap, content: SinkContent): number | undefined {
  const { headers, status } = response;
  const range = status === 206 ? parseContentRange(headers.get('content-range')) : undefined;
  if (range === undefined || range.start !== gap.start) return undefined;
  if (gap.end !== undefined && range.end !== gap.end) return undefined;
  if (range.sizeBytes !== undefined && range.sizeBytes !== (content.sizeBytes ?? range.sizeBytes)) return undefined;
  if (gap.end === undefined && range.sizeBytes !== undefined && range.end !== range.sizeBytes) return undefined;
  const length = contentLength(headers);
  if (length !== undefined && length !== range.end - range.start) return undefined;
  if ((headers.get('content-encoding') ?? 'identity') !== 'identity') return undefined;
  return contradicts(response, content) ? undefined : range.end;
}
