import manifest from '../package.json' with { type: 'json' };

/** Version of this package. The build puts it into the bundle, so that nothing is read at run time. */
export const version: string = manifest.version;
