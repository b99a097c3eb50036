import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createTextStream } from '../test/support/run-cli.js';
import { PLAIN_VIEW, sampleSource } from '../test/support/samples.js';
import { createConsentPrompt, describeConsent } from './consent-prompt.js';

const REQUEST = {
  source: sampleSource({ code: 'javascript' }),
  treeDigest: 'ab'.repeat(32),
  sourceDir: '/home/sources/abab',
  codeFiles: ['index.js', 'evil\u001b[2J.js'],
  changedFiles: undefined,
  hook: 'loadModel',
};

describe('the question whether code may run', () => {
  it('shows whose code, which content and which files', () => {
    expect(describeConsent(REQUEST, PLAIN_VIEW)).toMatchInlineSnapshot(`
      "! github:voxel51/openai-clip wants to run code of its own (loadModel) on this machine.
        You have not agreed to code of this source before.
        content  sha256 abababababababababababababababababababababababababababababababab
        folder   /home/sources/abab
        code
            index.js
            evil\\u{1b}[2J.js"
    `);
  });

  it('shows what changed since the last yes', () => {
    const text = describeConsent({ ...REQUEST, changedFiles: ['index.js'] }, PLAIN_VIEW);
    expect(text).toContain('You agreed to an earlier content of it. What changed since:\n    changed index.js');
  });

  it.each([
    ['y', true],
    ['YES', true],
    ['', false],
    ['n', false],
    ['yes please', false],
  ])('takes %j for %s', async (answer, expected) => {
    const stdin = new PassThrough();
    const stderr = createTextStream(80);
    const host = { env: {}, cwd: '/', stdin, stdout: stderr.stream, stderr: stderr.stream };
    const ask = createConsentPrompt({ ...host, signal: new AbortController().signal }, PLAIN_VIEW, () => undefined);
    const answered = ask(REQUEST);
    stdin.write(`${answer}\n`);
    expect(await answered).toBe(expected);
    expect(stderr.text()).toContain('[y/N]');
  });
});
