/**
 * Where the file of a worker is: beside the bundle, and in tests, which run from the sources, beside who starts it.
 *
 * @param base `import.meta.url` of who starts it.
 * @param name Of the file, without its ending.
 */
export function workerUrl(base: string, name: string): URL {
  return new URL(`./${name}${base.endsWith('.ts') ? '.ts' : '.js'}`, base);
}
