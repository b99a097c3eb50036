import { assert, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact, redactCredentials } from './redact.js';

const SECRET = 'canary-7f3a9c';
const ACTS_ON_TERMINAL =
  // oxlint-disable-next-line no-control-regex -- they must not be there
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/;

describe('redactCredentials', () => {
  it.each([
    `https://user:${SECRET}@host/x`,
    `https://${SECRET}@host/x`,
    `https://user:p@${SECRET}@host/x`,
    `git+ssh://git:${SECRET}@host/x`,
    `https://host/x?token=${SECRET}&a=1`,
    `https://host/x?a=1&access_token=${SECRET}`,
    `https://host/x?X-Amz-Signature=${SECRET}`,
    `https://host/x?sig=${SECRET}#part`,
    `https://host/x#access_token=${SECRET}`,
    `/x?private.token=${SECRET}`,
    `?PASSWORD=${SECRET}`,
    `Authorization: Bearer ${SECRET}`,
    `authorization: anything ${SECRET} more`,
    `{"authorization":"Token ${SECRET}"}`,
    `proxy-authorization=${SECRET}`,
    `bearer ${SECRET}`,
    `token ${SECRET}${SECRET}`,
    `ghp_${'a1'.repeat(18)}`.replace('a1', SECRET.slice(7)),
  ])('hides what is secret in %s', (text) => {
    const safe = redactCredentials(text);
    expect(safe).toContain('***');
    expect(safe).not.toContain(SECRET);
    expect(safe).not.toContain('7f3a9c');
  });

  it.each([
    'ghp_0123456789abcdef',
    'github_pat_11ABCDEFG0123456789',
    'glpat-abcdefgh1234',
    'hf_AbCdEfGh1234',
    'npm_AbCdEfGh1234',
    'xoxb-1234567890-abc',
    'AKIAIOSFODNN7EXAMPLE',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc-_def',
  ])('knows %s by its shape', (token) => {
    expect(redactCredentials(`before ${token}, after`)).toBe('before ***, after');
  });

  it.each([
    'voxel51/clip@1.2',
    'hf_transformers and npm_packages',
    'token classification, basic functionality, a bearer of news',
    'https://host/x?page=2&key-pair=1#part',
    'mail me@host.example about https://host.example/a@b',
    'C:\\models\\x, {"a":"b\\"c"}',
    'Apache-2.0 WITH LLVM-exception',
  ])('leaves %s alone', (text) => {
    expect(redactCredentials(text)).toBe(text);
  });

  it('keeps what is beside a secret', () => {
    expect(redactCredentials(`https://u:${SECRET}@host/x?token=${SECRET}&page=2`)).toBe(
      'https://***@host/x?token=***&page=2',
    );
  });

  it('takes no time that grows faster than the text', () => {
    const long = 100_000;
    for (const text of ['https://'.repeat(long / 8), '?token='.repeat(long / 7), 'bearer '.repeat(long / 7)]) {
      // A pattern that tries all ways to match would not come to an end.
      expect(redactCredentials(`${text}${'a'.repeat(long)}`)).toBeTypeOf('string');
    }
  });
});

describe('redact', () => {
  it.each([
    ['\u001b[31m', '\\u{1b}[31m'],
    ['\u001b]8;;http://evil/\u0007', '\\u{1b}]8;;http://evil/\\u{7}'],
    ['\u009b2J', '\\u{9b}2J'],
    ['a\rb\bc', 'a\\u{d}b\\u{8}c'],
    ['\u202etxt.exe\u2066', '\\u{202e}txt.exe\\u{2066}'],
    ['zero\u200bwidth\u2060\ufeff', 'zero\\u{200b}width\\u{2060}\\u{feff}'],
    ['soft\u00adhyphen\u034f\u3164', 'soft\\u{ad}hyphen\\u{34f}\\u{3164}'],
    ['tag\u{e0041}', 'tag\\u{e0041}'],
    ['half\ud800', 'half\\u{d800}'],
    ['\u2028\u2029', '\\u{2028}\\u{2029}'],
    ['tab\tand\nnewline', 'tab\tand\nnewline'],
    ['naïve 模型 😀', 'naïve 模型 😀'],
  ])('writes %j as %j', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  it('leaves nothing that acts on a terminal, whatever comes', () => {
    assert(
      property(string({ unit: 'binary' }), (text) => {
        expect(redact(text)).not.toMatch(ACTS_ON_TERMINAL);
      }),
    );
  });
});
