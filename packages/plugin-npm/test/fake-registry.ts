import { createLoopbackOrigin, type LoopbackOrigin, type LoopbackRoute } from '@modelzoo/testkit';
import { integrityOf } from './integrity-of.js';

/** A registry on loopback that serves what a test publishes, and goes wrong where it says so. */
export interface FakeRegistry extends AsyncDisposable {
  /** `http://127.0.0.1:<port>/` */
  readonly url: string;
  readonly origin: LoopbackOrigin;
  /** Serves a document as the description of a package. */
  describe(name: string, document: unknown, route?: LoopbackRoute): void;
  /** Publishes versions of a package, in order; `latest` is the last. Fields are added to those that there have to be. */
  publish(name: string, versions: Readonly<Record<string, PublishedFields>>, route?: LoopbackRoute): void;
}

/** What is published as one version. */
export interface PublishedFields {
  readonly tarball?: Uint8Array;
  /** What goes wrong with the tarball. */
  readonly route?: LoopbackRoute;
  /** Replaces what the registry says of the tarball. */
  readonly dist?: Readonly<Record<string, unknown>>;
  readonly deprecated?: string | boolean;
  readonly engines?: unknown;
}

export async function createFakeRegistry(): Promise<FakeRegistry> {
  const origin = await createLoopbackOrigin();
  const registry: FakeRegistry = {
    url: `${origin.origin}/`,
    origin,
    describe(name, document, route = {}) {
      origin.setRoute(`/${name}`, { body: JSON.stringify(document), contentType: 'application/json', ...route });
    },
    publish(name, versions, route) {
      const documents = Object.entries(versions).map(([version, { tarball, route: fileRoute, dist, ...fields }]) => {
        const path = `/${name}/-/${version}.tgz`;
        if (tarball !== undefined) origin.setRoute(path, { body: tarball, ...fileRoute });
        const described = {
          tarball: origin.url(path),
          ...(tarball !== undefined && { integrity: integrityOf(tarball) }),
        };
        return [version, { name, version, dist: dist ?? described, ...fields }] as const;
      });
      const tags = { latest: documents.at(-1)?.[0] };
      registry.describe(name, { name, 'dist-tags': tags, versions: Object.fromEntries(documents) }, route);
    },
    [Symbol.asyncDispose]: () => origin.close(),
  };
  return registry;
}
