import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ZooError } from '../errors/zoo-error.js';
import { parseManifest } from './parse-manifest.js';

function failureOf(text: string | Uint8Array): ZooError {
  try {
    parseManifest(text, 'a/manifest.json');
  } catch (error) {
    if (ZooError.is(error)) return error;
    throw error;
  }
  throw new Error('It was read.');
}

/** Where a text is said to be wrong: as a whole, or in its models. */
function placesIn(text: string): readonly { readonly line?: unknown; readonly column?: unknown }[] {
  try {
    const { models, diagnostics } = parseManifest(text);
    const declared = (JSON.parse(text) as { models: unknown[] }).models;
    return models.length === declared.length || diagnostics.length > 0 ? diagnostics : [{}];
  } catch (error) {
    if (ZooError.is(error)) return [error.details];
    throw error;
  }
}

describe('parseManifest, of a file that is no manifest', () => {
  const MODEL = '{"base_name": "m"}';

  it.each([
    ['', 1, 1, 'empty'],
    [' \n\t', 1, 1, 'empty'],
    ['some-manifest-contents', 1, 1, 'not part of JSON'],
    ['<!DOCTYPE html><html></html>', 1, 1, 'HTML'],
    ['\0\0\0\0', 1, 1, 'NUL bytes'],
    [`{"models": [${MODEL}]}\n\0\0`, 2, 1, 'NUL bytes'],
    [`{"models": [${MODEL}]} {}`, 1, 34, 'follows after its end'],
    ['// c\n{"models": []}', 1, 1, 'comment'],
    ['{\n  "models": [\n    1,\n  ]\n}', 3, 6, 'a comma stands before the closing bracket'],
    ['{\n  "models": [], \n}', 2, 15, 'a comma stands before the closing brace'],
    ['{"models": [\n<<<<<<< HEAD\n1\n=======\n2\n>>>>>>> x\n]}', 2, 1, 'a merge'],
    ['{"models": [}', 1, 13, 'a value is missing'],
    ['{"models" []}', 1, 11, 'a colon is missing'],
    ['{"models": [] "a": 1}', 1, 15, 'a comma is missing'],
    ["{'models': []}", 1, 2, 'not part of JSON'],
    ['{"models": [', 1, 13, 'the file ends before the list does'],
    ['{"models": []', 1, 14, 'the file ends before the object does'],
    ['{"models": ["a\nb"]}', 1, 13, 'no closing quote'],
    ['{"models": ["\\x"]}', 1, 13, 'backslash'],
    ['{"models": ["\u0001"]}', 1, 13, 'control character'],
    [`${'['.repeat(101)}${']'.repeat(101)}`, 1, 101, '100 levels'],
    ['['.repeat(200_000), 1, 101, '100 levels'],
    [`["\n${'['.repeat(200_000)}`, 2, 100, '100 levels'],
    [`/* " */ ${'['.repeat(200_000)}`, 1, 1, 'comment'],
    [`[\n${MODEL}]`, 1, 1, 'is a list of models'],
    [`\n${MODEL}`, 2, 1, 'is a single model'],
    ['{"models": null}', 1, 12, 'is not a list'],
    ['{"models":\n{}}', 2, 1, 'is not a list'],
    [`{"models": [${'0,'.repeat(100_000)}0]}`, 1, 12, 'more than 100000 models'],
    [`"${'x'.repeat(16 * 1024 * 1024)}"`, 1, 1, 'larger than 16 MiB'],
  ])('refuses it with its place (%#)', (text, line, column, reason) => {
    const error = failureOf(text);
    expect(error).toMatchObject({
      code: 'ERR_ZOO_MANIFEST_INVALID',
      details: { origin: 'a/manifest.json', line, column },
    });
    expect(error.message).toContain(reason);
    expect(error.message).toContain(`a/manifest.json`);
    expect(error.message).toContain(`line ${line}, column ${column}`);
  });

  it('says in which value the syntax breaks', () => {
    const { details } = failureOf('{"models": [{"base_name": "m"}, {"tags": ["a", "b",]}]}');
    expect(details['pointer']).toBe('/models/1/tags/2');
  });

  it.each([
    '{}',
    '{"name": "x"}',
    '[]',
    '[{"src": "x"}]',
    'true',
    'null',
    '7',
    '"x"',
    '{"manifest_version": 3, "name": "x"}',
  ])('tells that %s belongs to something else', (text) => {
    expect(failureOf(`\n ${text}`)).toMatchObject({
      code: 'ERR_ZOO_MANIFEST_FOREIGN',
      details: { line: 2, column: 2 },
    });
  });

  it.each([
    [Buffer.from('\uFEFF{"models": []}', 'utf16le'), 'UTF-16', 1, 1],
    [Buffer.from('{"models": [\n"ab\u00E9"]}', 'latin1'), 'not UTF-8', 2, 4],
    [Buffer.from([0x22, 0xc3]), 'not UTF-8', 1, 2],
  ])('refuses other encodings (%#)', (bytes, reason, line, column) => {
    const error = failureOf(bytes);
    expect(error).toMatchObject({ code: 'ERR_ZOO_MANIFEST_INVALID', details: { line, column } });
    expect(error.message).toContain(reason);
  });

  it('reads past a byte order mark', () => {
    const text = `\uFEFF{"models": [${MODEL}]}`;
    expect(parseManifest(text).models).toHaveLength(1);
    expect(parseManifest(Buffer.from(text)).models).toHaveLength(1);
  });

  it('reads 100 levels', () => {
    const value = `${'['.repeat(97)}${']'.repeat(97)}`;
    expect(parseManifest(`{"models": [{"base_name": "m", "x": ${value}}]}`).models).toHaveLength(1);
  });

  it('gives a manifest or a ZooError with a place, whatever the text', () => {
    const model = fc.dictionary(
      fc.constantFrom(
        'base_name',
        'base_filename',
        'version',
        'tags',
        'requirements',
        'manager',
        'size_bytes',
        '__proto__',
      ),
      fc.jsonValue(),
    );
    const json = fc.oneof(
      fc.json(),
      fc.array(model).map((models) => JSON.stringify({ models })),
    );
    const cut = fc.tuple(json, fc.nat(), fc.nat(3)).map(([text, at, length]) => {
      const start = at % (text.length + 1);
      return text.slice(0, start) + text.slice(start + length);
    });
    fc.assert(
      fc.property(fc.oneof(json, cut, fc.string({ unit: 'binary' })), (text) => {
        const places = placesIn(text);
        expect(places.filter(({ line, column }) => !(Number(line) > 0 && Number(column) > 0))).toStrictEqual([]);
      }),
    );
  });
});
