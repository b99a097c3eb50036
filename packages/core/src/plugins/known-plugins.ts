/**
 * Packages that are known to handle a type, so that a user who lacks one is told what to install. Data only: nothing is
 * imported because it stands here, and a plugin that is not in this list works just as well.
 */
export const knownPlugins: readonly { readonly type: RegExp; readonly package: string }[] = [
  { type: /^(?:http|https)$|^(?:fiftyone|eta)\.core\.models\./, package: '@modelzoo/manager-http' },
  { type: /^npm$/, package: '@modelzoo/plugin-npm' },
  { type: /^onnx$/, package: '@modelzoo/runtime-onnx' },
];
