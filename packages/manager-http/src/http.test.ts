import { describeModelManager } from '@modelzoo/testkit';
import { createHttpManager } from './http.js';

describeModelManager('http', {
  create: () => createHttpManager({ retryDelayMs: 1 }),
  configFor: (url) => ({ url }),
  nonsense: [
    undefined,
    'https://example.com/x',
    {},
    { url: 5 },
    { url: '' },
    { url: 'ftp://example.com/x' },
    { url: 'https://' },
    { url: 'C:\\weights.bin' },
    { url: '/etc/passwd' },
    { url: 'https://example.com/x', sha256: 'abc' },
    { url: 'https://example.com/x', size_bytes: -1 },
    { url: 'https://example.com/x', size_bytes: 1.5 },
    { files: [] },
    { files: [{ path: 'a' }] },
    { files: [{ url: 'https://example.com/x' }], url: 'https://example.com/x' },
    { files: [{ url: 'https://example.com/x', extract: 'a.bin' }] },
  ],
});
