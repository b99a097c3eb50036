import { createHash } from 'node:crypto';
import { createLoopbackOrigin, type LoopbackOrigin } from '@modelzoo/testkit';
import type { SourceFiles } from '../../support/colour-source.js';
import { packSource } from '../../support/source-forms.js';

/** Starts a registry on loopback that has one version of one package. */
export async function createLoopbackRegistry(
  name: string,
  version: string,
  files: SourceFiles,
): Promise<LoopbackOrigin> {
  const manifest = { name, version };
  const tarball = await packSource('package', { ...files, 'package.json': JSON.stringify(manifest) });
  const origin = await createLoopbackOrigin();
  const tarballPath = `/${name}/-/${name}-${version}.tgz`;
  const dist = {
    tarball: origin.url(tarballPath),
    integrity: `sha512-${createHash('sha512').update(tarball).digest('base64')}`,
    shasum: createHash('sha1').update(tarball).digest('hex'),
  };
  const packument = { name, 'dist-tags': { latest: version }, versions: { [version]: { ...manifest, dist } } };
  origin.setRoute(`/${name}`, { body: JSON.stringify(packument), contentType: 'application/json' });
  origin.setRoute(tarballPath, { body: tarball });
  return origin;
}
