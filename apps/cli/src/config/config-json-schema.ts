import { z } from 'zod';
import { configSchema } from './config-schema.js';

/** The JSON Schema of `config.json`, for editors. */
export function createConfigJsonSchema(): Readonly<Record<string, unknown>> {
  return { ...z.toJSONSchema(configSchema, { io: 'input' }), title: 'Configuration of zoo' };
}
