import type { Options } from 'tsup';

type Plugin = NonNullable<Options['esbuildPlugins']>[number];

/** Those that most commands use, or of which an import loads much that is seldom used. */
const MODULES = /^(?:node:)?(?<name>child_process|crypto|fs|fs\/promises|os|path|process|timers\/promises|util)$/;
/** Only the parser of the command line imports it whole, for a feature that we do not use. */
const LATE = 'child_process';
/** Functions whose modules take long to load, and are loaded when one is called. */
const LATE_FUNCTIONS: ReadonlySet<string> = new Set(['createHash', 'hash', 'randomBytes', 'randomUUID', 'spawn']);

/**
 * Takes from Node's modules what is used and nothing else. An `import` reads every getter of a module, and those of `fs`,
 * `process` and `util` load streams, worker threads and more: a third of the time in which a short program starts.
 */
export const plainBuiltins: Plugin = {
  name: 'plain-builtins',
  setup(build) {
    build.onResolve({ filter: MODULES }, ({ path, importer }) => ({
      path: MODULES.exec(path)?.groups?.['name'] ?? path,
      // One for each file that imports it, so that it lands in that file's chunk and in none of its own.
      suffix: `?${importer}`,
      namespace: 'plain-builtin',
      sideEffects: false,
    }));
    build.onLoad({ filter: /^/, namespace: 'plain-builtin' }, ({ path }) => {
      const whole = `process.getBuiltinModule('node:${path}')`;
      const names = Object.keys(process.getBuiltinModule(`node:${path}`) ?? {});
      return {
        contents: [
          `const take = (name) => ${whole}[name];`,
          // What is marked so goes when nobody uses what it gives.
          ...names.map((name) =>
            LATE_FUNCTIONS.has(name)
              ? `export const ${name} = (...args) => take('${name}')(...args);`
              : `export const ${name} = /* @__PURE__ */ take('${name}');`,
          ),
          path === LATE
            ? 'export default /* @__PURE__ */ new Proxy({}, { get: (_, name) => take(name) });'
            : `export default /* @__PURE__ */ ${whole};`,
        ].join('\n'),
      };
    });
  },
};
