import { expect, it } from 'vitest';
import { createLockJsonSchema } from './lock-json-schema.js';

// `vitest run --update` writes the file anew.
it('is published as the schemas have it', async () => {
  const text = `${JSON.stringify(createLockJsonSchema(), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot('../../lock.schema.json');
});
