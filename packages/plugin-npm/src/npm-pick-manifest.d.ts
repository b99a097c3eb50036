/** The part of `npm-pick-manifest`, which has no types of its own, that we use. */
declare module 'npm-pick-manifest' {
  /** Throws an error whose `code` is `ETARGET` or `ENOVERSIONS` when no version fits. */
  function pickManifest<Manifest extends { readonly version: string }>(
    packument: {
      readonly name: string;
      readonly versions: Readonly<Record<string, Manifest>>;
      readonly 'dist-tags': Readonly<Record<string, string>>;
    },
    wanted: string,
  ): Manifest;

  export = pickManifest;
}
