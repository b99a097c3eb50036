import { describe, expect, it } from 'vitest';
import { PLAIN_VIEW, sampleDetails, sampleModel, sampleSource } from '../../test/support/samples.js';
import { humanTexts } from './human.js';

describe('what people read', () => {
  it('shows models in columns', () => {
    const models = [
      sampleModel({ downloaded: true }),
      sampleModel({
        name: '模型/画像',
        sizeBytes: undefined,
        license: 'custom, see text',
        spdxLicense: undefined,
        tags: [],
      }),
    ];
    expect(humanTexts.list({ models, namesOnly: false, filtered: false }, PLAIN_VIEW)).toMatchInlineSnapshot(`
      "   NAME                SIZE  LICENSE           TAGS
      ✓  voxel51/clip@1.2  605 MB  Apache-2.0        image, embeddings
      –  模型/画像              –  custom, see text
      2 models, 1 downloaded"
    `);
  });

  it('names the source of each model when there are several', () => {
    const models = [sampleModel(), sampleModel({ source: 'npm:other' })];
    const text = humanTexts.list({ models, namesOnly: false, filtered: false }, PLAIN_VIEW);
    expect(text).toContain('SOURCE');
    expect(text).toContain('npm:other');
  });

  it('says what to do when there are no models, and that nothing fits when there were conditions', () => {
    const none = { models: [], namesOnly: false };
    expect(humanTexts.list({ ...none, filtered: false }, PLAIN_VIEW)).toContain('zoo register-source');
    expect(humanTexts.list({ ...none, filtered: true }, PLAIN_VIEW)).toBe('No model fits these conditions.');
    expect(humanTexts.list({ models: [], namesOnly: true, filtered: true }, PLAIN_VIEW)).toBe('');
  });

  it('shortens lines to a terminal and not to a pipe', () => {
    const models = [sampleModel({ tags: Array.from({ length: 40 }, (_, index) => `tag-${index}`) })];
    const listing = { models, namesOnly: false, filtered: false };
    const narrow = humanTexts.list(listing, { ...PLAIN_VIEW, width: 70 }).split('\n');
    expect(Math.max(...narrow.map((line) => line.length))).toBeLessThanOrEqual(70);
    expect(humanTexts.list(listing, PLAIN_VIEW)).toContain('tag-39');
  });

  it('shows a model on a page', () => {
    expect(humanTexts.info(sampleDetails(), PLAIN_VIEW)).toMatchInlineSnapshot(`
      "voxel51/clip@1.2

      Pictures and words in one space.

      Second paragraph.

      Downloaded  – no
      Size        605 MB
      License     Apache 2.0
      Author      Somebody
      Tags        image, embeddings
      Source      github:voxel51/openai-clip
      Manifest    manifest.json
      Fetched by  http
      Loaded by   onnx

      Files
      PATH         SIZE  SHA256
      clip.onnx  605 MB  cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd"
    `);
  });

  it('makes text of strangers printable', () => {
    const evil = '\u001b]0;owned\u0007\u202e https://user:secret@example.com/?token=abcdefghij';
    const details = sampleDetails({ description: evil, author: evil, tags: [evil], license: evil });
    const text = humanTexts.info(details, PLAIN_VIEW);
    // oxlint-disable-next-line no-control-regex -- that none is there is the point
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(text).not.toContain('secret');
    expect(text).not.toContain('abcdefghij');
  });

  it('shows sources and what is wrong with them', () => {
    const diagnostics = [
      { severity: 'error', code: 'X', message: 'No name.', path: 'manifest.json', line: 3, column: 5 },
    ] as const;
    const sources = [
      sampleSource({ alias: 'clip', diagnostics }),
      sampleSource({ key: 'file:///a', code: 'javascript' }),
    ];
    expect(humanTexts['list-sources'](sources, PLAIN_VIEW)).toMatchInlineSnapshot(`
      "SOURCE                      ALIAS  REVISION      MODELS  UPDATED     CODE
      github:voxel51/openai-clip  clip   5f3759df5f37       2  1 hour ago  –
      file:///a                   –      5f3759df5f37       2  1 hour ago  javascript

      github:voxel51/openai-clip
        ✗ manifest.json:3:5 No name."
    `);
  });

  it('tells what a registration brought', () => {
    const result = {
      source: sampleSource({ code: 'javascript' }),
      manifests: [{ path: 'manifest.json', name: 'x', status: 'added', models: 1, diagnostics: [] }],
      models: ['voxel51/clip@1.2'],
    } as const;
    expect(humanTexts['register-source'](result, PLAIN_VIEW)).toMatchInlineSnapshot(`
      "✓ Registered github:voxel51/openai-clip at 5f3759df5f37
        manifest.json: added, 1 model
        voxel51/clip@1.2
        It carries code, which runs only after you agree to it."
    `);
  });

  it('tells what is wrong with the source as a whole once, and with its manifests where they are', () => {
    const inManifest = { severity: 'error', code: 'E', message: 'No name.', path: 'manifest.json' } as const;
    const atLarge = {
      severity: 'warning',
      code: 'x',
      message: 'Something is left out.',
      path: '.gitattributes',
    } as const;
    const result = {
      source: sampleSource({ diagnostics: [atLarge, inManifest] }),
      manifests: [{ path: 'manifest.json', name: 'x', status: 'added', models: 1, diagnostics: [inManifest] }],
      models: [],
    } as const;
    expect(humanTexts['register-source'](result, PLAIN_VIEW)).toMatchInlineSnapshot(`
      "✓ Registered github:voxel51/openai-clip at 5f3759df5f37
        ! .gitattributes Something is left out.
        manifest.json: added, 1 model
          ✗ manifest.json No name."
    `);
  });

  it('tells what moved and that code changed', () => {
    const update = {
      source: sampleSource(),
      moved: true,
      previousRevision: 'a'.repeat(40),
      revision: 'b'.repeat(40),
      codeChanged: true,
      added: ['new'],
      removed: ['old'],
      changed: [],
      error: undefined,
    };
    expect(humanTexts['update-source']([update, { ...update, moved: false }], PLAIN_VIEW)).toMatchInlineSnapshot(`
      "✓ github:voxel51/openai-clip aaaaaaaaaaaa → bbbbbbbbbbbb
        new: new
        gone: old
        ! Its code changed: you will be asked again before it runs.
      – github:voxel51/openai-clip has not moved."
    `);
  });

  it('marks requirements that are missing', () => {
    const gpu = { support: true, cudaVersion: '>=12', cudnnVersion: undefined };
    const common = { names: ['x'], range: undefined, applies: 'always', installed: undefined } as const;
    const packages = [
      { ...common, text: 'sharp@^0.35', ecosystem: 'npm', status: 'missing' },
      { ...common, text: 'zod', ecosystem: 'npm', status: 'met', installed: '4.6.7' },
      { ...common, text: 'torch>=2', ecosystem: 'python', status: 'unchecked', applies: 'gpu' },
    ] as const;
    const report = { model: 'm', requirements: { packages, cpu: false, gpu }, met: false, installed: [] };
    expect(humanTexts.requirements(report, PLAIN_VIEW)).toMatchInlineSnapshot(`
      "   PACKAGE      FROM    WHEN
      ✗  sharp@^0.35  npm               missing
      ✓  zod          npm               4.6.7 is there
      –  torch>=2     python  with GPU  not checked
      Does not run without a GPU.
      With a GPU: CUDA >=12, cuDNN any.
      ✗ Something is missing. To install it: zoo requirements m --install"
    `);
  });

  it('tells what was downloaded and what was there', () => {
    const download = {
      name: 'm@1',
      source: 's',
      path: '/home/models/m@1',
      files: [],
      downloadedBytes: 2_000_000,
      reusedBytes: 500,
    };
    expect(humanTexts.download({ downloads: [download], asList: false }, PLAIN_VIEW)).toMatchInlineSnapshot(`
      "✓ m@1  0 files, 2 MB downloaded, 500 B there already
        /home/models/m@1"
    `);
  });

  it('prints the path of a model and nothing else', () => {
    expect(humanTexts.find('/a b/\u00fc', PLAIN_VIEW)).toBe('/a b/\u00fc');
  });

  it('shows the state of the installation', () => {
    const report = {
      version: '1.0.0',
      node: 'v26.0.0',
      platform: 'linux-x64',
      home: { path: '/home/zoo', exists: false, writable: true },
      offline: true,
      configuration: {
        path: '/home/zoo/config.json',
        exists: true,
        rewrites: { 'https://github.com/': 'https://mirror.example/github/' },
        certificateAuthorities: 1,
        hosts: [{ server: 'https://ghe.example', api: undefined, tokenVariable: 'GHE_TOKEN', hasToken: true }],
        useGhCli: true,
      },
      plugins: [{ name: '@modelzoo/plugin-npm', sources: ['npm'], managers: ['npm'], loaders: [] }],
      devices: [
        {
          loader: 'onnx',
          devices: [
            { name: 'cpu', works: true },
            { name: 'cuda', works: false, reason: 'No library.\nIt was not found.' },
          ],
        },
        { loader: 'other', devices: [], problem: 'Its package is not installed.' },
      ],
      proxies: { HTTP_PROXY: true, NO_PROXY: false },
      tokens: { GITHUB_TOKEN: true },
      variables: { GITHUB_API_URL: false },
    };
    expect(humanTexts.doctor(report, PLAIN_VIEW)).toMatchInlineSnapshot(`
      "zoo            1.0.0
      Node           v26.0.0, linux-x64
      Home           /home/zoo (will be made when needed)
      Configuration  /home/zoo/config.json
                     https://github.com/ is asked of https://mirror.example/github/
                     1 more authority
                     GitHub at https://ghe.example: GHE_TOKEN is set
                     gh is asked for tokens
      Network        offline: no request is made

      Plugins
      @modelzoo/plugin-npm  sources npm · downloads npm

      What models of onnx run on
      ✓ cpu
      – cuda No library.

      What models of other run on
      Its package is not installed.

      Proxies
      ✓ HTTP_PROXY
      – NO_PROXY

      Tokens (there or not; never what they are)
      ✓ GITHUB_TOKEN

      Other variables that plugins read
      – GITHUB_API_URL"
    `);
  });
});
