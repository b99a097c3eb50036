import { expect, it } from 'vitest';
import { createConfigJsonSchema } from './config-json-schema.js';

// `vitest run --update` writes the file anew.
it('is published as the schema has it', async () => {
  const text = `${JSON.stringify(createConfigJsonSchema(), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot('../../config.schema.json');
});
