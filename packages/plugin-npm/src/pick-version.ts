import pickManifest from 'npm-pick-manifest';
import type { Packument, VersionManifest } from './packument-schema.js';

/** A version that was picked, and what the registry says about it. */
export interface PickedVersion extends VersionManifest {
  /** Exact: `1.4.2`. */
  readonly version: string;
}

/**
 * The version that npm would install for a range: `latest` where it fits, and versions that are not deprecated and suit
 * this Node first. `undefined` when none fits.
 */
export function pickVersion(packageName: string, range: string, packument: Packument): PickedVersion | undefined {
  const versions: Record<string, PickedVersion> = {};
  for (const [version, manifest] of Object.entries(packument.versions ?? {}))
    versions[version] = { version, ...manifest };
  try {
    return pickManifest({ name: packageName, versions, 'dist-tags': packument['dist-tags'] ?? {} }, range);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ETARGET' || code === 'ENOVERSIONS') return undefined;
    throw error;
  }
}
