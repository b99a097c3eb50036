import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { bundledPlugins } from './bundled-plugins.js';

function withThreads(threads: number) {
  return bundledPlugins({}, { onnx: { isolation: 'process', threads } }, tmpdir());
}

it('hands what the configuration says of graphs to their runtime', () => {
  expect(withThreads(2).map(({ name }) => name)).toContain('@modelzoo/runtime-onnx');
  // The runtime checks its numbers itself.
  expect(() => withThreads(0)).toThrow(
    expect.objectContaining({ code: 'ERR_ZOO_USAGE', details: { option: 'threads', value: '0' } }),
  );
});
