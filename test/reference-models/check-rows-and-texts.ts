import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ZooError, type Classification } from '@modelzoo/core';
import { expect } from 'vitest';
import { audioPath, imagePath, modelPath, readResults } from './collection.js';
import { SCORE_TOLERANCE, type ReferenceCheck } from './reference-check.js';
import { numbersOf } from './tensors.js';

/** Which flower has leaves of such sizes. */
export const checkFlowers: ReferenceCheck = async (source, name) => {
  type Results = { readonly rows: readonly number[][]; readonly output_label: readonly number[] };
  const { rows, output_label: wanted } = (await readResults(name)) as Results;
  const inputs = rows.map((row) => new TextEncoder().encode(JSON.stringify(row)));
  const found = (await source.apply(name, inputs)) as Classification[];
  expect(found.map(({ label }) => Number(label))).toStrictEqual(wanted);
};

/** Which messages are advertisements. */
export const checkMessages: ReferenceCheck = async (source, name, test) => {
  await source.load(name).catch((error: unknown) => {
    const isMissing = error instanceof ZooError && error.details['locale'] === 'en_US.UTF-8';
    test.skip(isMissing, 'This machine has no locale en_US.UTF-8, by which the graph folds case.');
    throw error;
  });
  type Results = readonly { readonly text: string; readonly label: number; readonly probabilities: number[] }[];
  const results = (await readResults(name)) as Results;
  const found = (await source.apply(
    name,
    results.map(({ text }) => text),
  )) as Classification[];
  for (const [index, { label, probabilities }] of results.entries()) {
    expect(found[index]?.label).toBe(label === 1 ? 'spam' : 'ham');
    expect(Math.abs((found[index]?.confidence ?? 0) - (probabilities[label] ?? 0))).toBeLessThan(SCORE_TOLERANCE);
  }
};

/** Of what kind a file is: Magika. */
export const checkKindsOfFiles: ReferenceCheck = async (source, name) => {
  const folder = name.replace('/', '__');
  const labels = (await readFile(modelPath(join(folder, 'labels.txt')), 'utf8')).trim().split('\n');
  type Results = readonly {
    readonly file?: string;
    readonly text?: string;
    readonly top3: readonly { readonly label: string; readonly score: number }[];
  }[];
  const results = (await readResults(name)) as Results;
  const contents = results.map(async ({ file, text }) =>
    text === undefined ? readFile(pathOf(file ?? '')) : Buffer.from(text),
  );
  const inputs = (await Promise.all(contents)).map((bytes) => ({
    bytes: { type: 'int32', dims: [1, 2048], data: endsOf(bytes) } as const,
  }));
  for (const [index, prediction] of (await source.apply(name, inputs)).entries()) {
    const { file, top3: [wanted] = [] } = results[index] ?? {};
    const scores = numbersOf(prediction, 'target_label');
    const best = scores.indexOf(Math.max(...scores));
    expect({ file, label: labels[best] }).toStrictEqual({ file, label: wanted?.label });
    expect(Math.abs((scores[best] ?? 0) - (wanted?.score ?? 0))).toBeLessThan(SCORE_TOLERANCE);
  }
};

function pathOf(file: string): string {
  const [, folder, name = ''] = /^(?:(images|audio)\/)?(.*)$/.exec(file) ?? [];
  if (folder === 'images') return imagePath(name);
  return folder === 'audio' ? audioPath(name) : modelPath(name);
}

/** The beginning and the end of a file, without blanks, as Magika looks at it. */
function endsOf(bytes: Uint8Array): Int32Array {
  const data = new Int32Array(2048).fill(256);
  const head = bytes.subarray(0, 4096);
  const tail = bytes.subarray(-4096);
  let [start, end] = [0, tail.length];
  while (isBlank(head[start])) start += 1;
  while (isBlank(tail[end - 1])) end -= 1;
  data.set(head.subarray(start, start + 1024), 0);
  const last = tail.subarray(Math.max(0, end - 1024), end);
  data.set(last, 2048 - last.length);
  return data;
}

function isBlank(byte: number | undefined): boolean {
  return byte === 32 || (byte !== undefined && byte >= 9 && byte <= 13);
}
