import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRequirements } from './parse-requirements.js';
import { parsePythonRequirement, splitPythonRequirements } from './python-requirement.js';

describe('parseRequirements', () => {
  it('reads every part', () => {
    const requirements = parseRequirements({
      base_name: 'm',
      requirements: {
        packages: ['torch>=2', ' segment-anything '],
        cpu: { support: false, packages: ['tensorflow<2'] },
        gpu: { support: true, cuda_version: 11.8, cudnn_version: '7.5', packages: 'tensorflow-gpu>=1.14,<2, numpy' },
        npm: { sharp: '^0.35', 'onnxruntime-node': '' },
      },
    });
    const python = { ecosystem: 'python', status: 'unchecked', installed: undefined } as const;
    const npm = { ...python, ecosystem: 'npm', applies: 'always' } as const;
    expect(requirements).toStrictEqual({
      packages: [
        { ...python, text: 'torch>=2', names: ['torch'], range: '>=2', applies: 'always' },
        { ...python, text: 'segment-anything', names: ['segment-anything'], range: undefined, applies: 'always' },
        { ...python, text: 'tensorflow<2', names: ['tensorflow'], range: '<2', applies: 'cpu' },
        { ...python, text: 'tensorflow-gpu>=1.14,<2', names: ['tensorflow-gpu'], range: '>=1.14,<2', applies: 'gpu' },
        { ...python, text: 'numpy', names: ['numpy'], range: undefined, applies: 'gpu' },
        { ...npm, text: 'sharp@^0.35', names: ['sharp'], range: '^0.35' },
        { ...npm, text: 'onnxruntime-node', names: ['onnxruntime-node'], range: undefined },
      ],
      cpu: false,
      gpu: { support: true, cudaVersion: '11.8', cudnnVersion: '7.5' },
    });
  });

  it.each([undefined, null, {}, { packages: null, cpu: null, gpu: null, npm: null }, { packages: '' }])(
    'finds nothing in %j',
    (requirements) => {
      expect(parseRequirements({ base_name: 'm', requirements })).toStrictEqual({
        packages: [],
        cpu: undefined,
        gpu: { support: undefined, cudaVersion: undefined, cudnnVersion: undefined },
      });
    },
  );

  it('names a function that would list the packages, and does not call it', () => {
    const packages = { entrypoint_fcn: 'a.b.find', entrypoint_args: { repo: 'x' } };
    const [requirement, ...others] = parseRequirements({ base_name: 'm', requirements: { packages } }).packages;
    expect(others).toStrictEqual([]);
    expect(requirement).toMatchObject({ names: [], status: 'unchecked' });
    expect(requirement?.text).toContain('a.b.find');
  });
});

it.each([
  ['torch', ['torch'], undefined],
  ['Torch_x.y >= 1.0, != 1.5', ['Torch_x.y'], '>= 1.0, != 1.5'],
  ['pkg (>=1,<2)', ['pkg'], '>=1,<2'],
  ['pkg[a,b]~=1.4', ['pkg'], '~=1.4'],
  ['pkg===1.0-local', ['pkg'], '===1.0-local'],
  ['pkg>=2; python_version < "3.9"', ['pkg'], '>=2'],
  ['pkg; sys_platform == "linux"', ['pkg'], undefined],
  ['vggt@git+https://host/r.git', ['vggt'], 'git+https://host/r.git'],
  ['pkg[x] @ https://host/p.whl ; python_version>"3"', ['pkg'], 'https://host/p.whl'],
  ['tensorflow-gpu|tensorflow>=2|tensorflow-macos', ['tensorflow-gpu', 'tensorflow', 'tensorflow-macos'], undefined],
  ['a>=2|b>=2', ['a', 'b'], '>=2'],
  ['segment-models<=0.2.1 ', ['segment-models'], '<=0.2.1'],
  ['https://host/x.tgz', [], undefined],
  ['$(touch x)', [], undefined],
  ['a b', [], undefined],
  ['', [], undefined],
])('understands %j', (text, names, range) => {
  expect(parsePythonRequirement(text)).toStrictEqual({ names, range });
});

it.each([
  ['a>=1,<2', ['a>=1,<2']],
  ['a>=1, <2 ,b', ['a>=1, <2', 'b']],
  ['a,b==1.0,c[x,y]>=1,!=1.5,d', ['a', 'b==1.0', 'c[x,y]>=1,!=1.5', 'd']],
  ['a (>=1,<2), b', ['a (>=1,<2)', 'b']],
  ['a; extra in "x,y", b', ['a; extra in "x,y"', 'b']],
  ['a\nb,\n', ['a', 'b']],
  [' , ,', []],
])('splits %j', (text, parts) => {
  expect(splitPythonRequirements(text)).toStrictEqual(parts);
});

it('splits what was joined, and never throws', () => {
  const requirement = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}[a-z]((>=|==|<|~=)\d{1,2}(,(<|!=)\d{1,2})?)?$/);
  fc.assert(
    fc.property(fc.array(requirement), fc.constantFrom(',', ', ', '\n'), (requirements, comma) => {
      expect(splitPythonRequirements(requirements.join(comma))).toStrictEqual(requirements);
    }),
  );
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(splitPythonRequirements(text).flatMap((part) => parsePythonRequirement(part).names)).not.toContain('');
    }),
  );
});
