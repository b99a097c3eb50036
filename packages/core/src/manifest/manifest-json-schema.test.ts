import { expect, it } from 'vitest';
import { createManifestJsonSchema } from './manifest-json-schema.js';

// `vitest run --update` writes the file anew.
it('is published as the schemas have it', async () => {
  const text = `${JSON.stringify(createManifestJsonSchema(), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot('../../manifest.schema.json');
});
