import { describeSourceProvider } from '@modelzoo/testkit';
import { afterAll, beforeAll } from 'vitest';
import { createFakeRegistry, type FakeRegistry } from '../test/fake-registry.js';
import { packTarball } from '../test/package-tarball.js';
import { createTempFolder, type TempFolder } from '../test/temp-folder.js';
import { createNpmSource } from './npm-source.js';

const SECRET = 'a-token-from-the-environment';
let registry: FakeRegistry;
let folder: TempFolder;

beforeAll(async () => {
  registry = await createFakeRegistry();
  const tarball = await packTarball({ 'package.json': '{"name":"@scope/known"}', 'manifest.json': '{"models":[]}' });
  registry.publish('@scope/known', { '1.0.0': { tarball }, '1.1.0': { tarball } });
  folder = await createTempFolder({
    '.npmrc': `registry=${registry.url}\n//${new URL(registry.url).host}/:_authToken=\${NPM_TOKEN}`,
  });
});
afterAll(async () => {
  await registry[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

describeSourceProvider('npm', {
  create: () => createNpmSource({ cwd: folder.path }),
  known: 'npm:@scope/known@^1.0.0',
  missing: 'npm:@scope/missing',
  foreign: [
    'owner/repo',
    'https://example.com/models.tgz',
    'https://registry.npmjs.org/is-number/-/is-number-7.0.0.tgz',
    './folder',
    'github:owner/repo',
    'npm:owner/repo',
    'npm:name@github:owner/repo',
    'npm:https://example.com/models.tgz',
  ],
  secret: { env: { NPM_TOKEN: SECRET }, value: SECRET },
});
