import { expect, it } from 'vitest';
import { checkRequirements, unmetRequirements } from './check-requirements.js';
import { parseRequirements } from './parse-requirements.js';

const installed = new Map([
  ['sharp', '0.35.1'],
  ['onnxruntime-node', '1.30.0-dev.1'],
]);
const resolve = async (name: string): Promise<string | undefined> => installed.get(name);

it.each([
  ['sharp', '^0.35', 'met', '0.35.1'],
  ['sharp', '', 'met', '0.35.1'],
  ['sharp', 'latest', 'met', '0.35.1'],
  ['sharp', '^1 || ~0.34', 'wrong-version', '0.35.1'],
  ['onnxruntime-node', '^1.29', 'met', '1.30.0-dev.1'],
  ['left-pad', '*', 'missing', undefined],
])('says of %s@%s: %s', async (name, range, status, version) => {
  const declared = parseRequirements({ base_name: 'm', requirements: { npm: { [name]: range } } });
  const checked = await checkRequirements(declared, resolve);
  expect(checked.packages).toMatchObject([{ status, installed: version }]);
  expect(unmetRequirements(checked)).toHaveLength(status === 'met' ? 0 : 1);
});

it('looks for no Python package, and calls none unmet', async () => {
  const declared = parseRequirements({ base_name: 'm', requirements: { packages: ['sharp'] } });
  const asked: string[] = [];
  const checked = await checkRequirements(declared, async (name) => void asked.push(name));
  expect(asked).toStrictEqual([]);
  expect(checked).toStrictEqual(declared);
  expect(unmetRequirements(checked)).toStrictEqual([]);
});
