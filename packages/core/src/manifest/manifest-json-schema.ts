import { z } from 'zod';
import { manifestSchema } from './manifest-schema.js';

/** The JSON Schema of a `manifest.json`, for editors and for authors of sources in other languages. */
export function createManifestJsonSchema(): Readonly<Record<string, unknown>> {
  return { ...z.toJSONSchema(manifestSchema, { io: 'input' }), title: 'Manifest of a source of models' };
}
