import { z } from 'zod';
import { lockFileSchema } from './lock-schema.js';

/** The JSON Schema of a `zoo.lock`, for editors and for tools in other languages. */
export function createLockJsonSchema(): Readonly<Record<string, unknown>> {
  return { ...z.toJSONSchema(lockFileSchema, { io: 'input' }), title: 'Lock file of modelzoo' };
}
