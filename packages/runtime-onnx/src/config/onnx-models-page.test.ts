import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { onnxConfigSchema, onnxTasks } from './onnx-deployment-config.js';

const page = await readFile(join(import.meta.dirname, '../../../../docs/onnx-models.md'), 'utf8');
const examples = [...page.matchAll(/^```json\n(.*?)^```$/gms)].map(
  ([, text = '']) => JSON.parse(text) as { readonly task: string },
);

describe('docs/onnx-models.md', () => {
  it.each(examples.map((example) => [example.task, example] as const))(
    'has an example of %s that is right',
    (_task, example) => {
      expect(onnxConfigSchema.safeParse(example)).toMatchObject({ success: true });
    },
  );

  it('has an example under the heading of every task', () => {
    for (const task of onnxTasks) {
      const section = page.split(/^### /m).find((part) => part.startsWith(`${task}\n`));
      expect(section).toContain(`"task": "${task}"`);
    }
  });
});
