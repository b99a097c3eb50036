import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeModelManager, seededBytes } from '@modelzoo/testkit';
import { afterAll } from 'vitest';
import { integrityOf } from '../test/integrity-of.js';
import { createNpmManager } from './npm-manager.js';

const SECRET = 'a-token-from-the-environment';
const FIXED = 'the bytes of a published version never change, and core compares their digest';
const cwd = mkdtempSync(join(tmpdir(), 'modelzoo-npm-'));
afterAll(() => rmSync(cwd, { recursive: true }));

describeModelManager('npm', {
  create: () => createNpmManager({ cwd }),
  configFor(url, origin) {
    const host = new URL(origin.origin).host;
    writeFileSync(join(cwd, '.npmrc'), `registry=${origin.origin}/\n//${host}/:_authToken=\${NPM_TOKEN}\n`);
    const dist = { tarball: url, integrity: integrityOf(seededBytes(300_000, 'weights')) };
    const document = { 'dist-tags': { latest: '1.0.0' }, versions: { '1.0.0': { dist } } };
    origin.setRoute('/weights', { body: JSON.stringify(document), contentType: 'application/json' });
    return { package: 'weights', version: '1.0.0' };
  },
  nonsense: [
    undefined,
    {},
    { package: 'weights' },
    { package: 'https://example.com/x.tgz', version: '1.0.0' },
    { package: 'weights', version: 'file:../x' },
    { package: 'weights', version: '1.0.0', files: [{ from: '../x' }] },
  ],
  secret: { env: { NPM_TOKEN: SECRET }, value: SECRET },
  skip: {
    'starts over when the content has changed in between': FIXED,
    'starts over when there is no telling whether the content has changed': FIXED,
  },
});
