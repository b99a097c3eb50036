import currentIds from 'spdx-license-ids/index.json' with { type: 'json' };
import deprecatedIds from 'spdx-license-ids/deprecated.json' with { type: 'json' };
import { expect, it } from 'vitest';
import { normalizeLicense } from './spdx-license.js';

it.each([
  ['Apache-2.0', 'Apache-2.0'],
  ['apache-2.0', 'Apache-2.0'],
  ['Apache 2.0', 'Apache-2.0'],
  ['Apache 2', 'Apache-2.0'],
  ['Apache-2.0 license', 'Apache-2.0'],
  ['Apache License, Version 2.0', 'Apache-2.0'],
  ['MIT', 'MIT'],
  ['The MIT License', 'MIT'],
  ['BSD 3-Clause License', 'BSD-3-Clause'],
  ['CC BY-NC 4.0', 'CC-BY-NC-4.0'],
  ['Creative Commons Attribution Non Commercial 4.0 International', 'CC-BY-NC-4.0'],
  ['AGPL-3.0', 'AGPL-3.0'],
  ['GPL v3', 'GPL-3.0'],
  ['Unlicense', 'Unlicense'],
])('reads %s', (text, id) => {
  expect(normalizeLicense(text)).toBe(id);
});

it.each([
  '',
  'BSD',
  'GPL',
  'CC BY',
  'UNLICENSED',
  'not MIT',
  'MITx',
  'gemma',
  'gemma (https://ai.google.dev/gemma/terms)',
  'BSD-4-Clause (WhisperX)',
  'MIT, Apache-2.0',
  'Apache-2.0 (model) / API access via Hugging Face Inference',
  'https://opensource.org/licenses/MIT',
  'NVIDIA Source Code License-NC',
  'SAM License',
  'constructor',
])('does not guess at %j', (text) => {
  expect(normalizeLicense(text)).toBeUndefined();
});

it('knows every id of the list, in any case', () => {
  const ids = [...currentIds, ...deprecatedIds];
  expect(ids.map((id) => normalizeLicense(` ${id.toLowerCase()} `))).toStrictEqual(ids);
  expect(ids.length).toBeGreaterThan(500);
});
