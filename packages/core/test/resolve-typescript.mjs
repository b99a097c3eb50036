// For child processes that run TypeScript as it is: `node --import ./resolve-typescript.mjs file.ts`.
import { registerHooks } from 'node:module';

registerHooks({
  resolve(specifier, context, nextResolve) {
    const isOwn = specifier.startsWith('.') && specifier.endsWith('.js') && context.parentURL?.endsWith('.ts');
    return nextResolve(isOwn ? `${specifier.slice(0, -3)}.ts` : specifier, context);
  },
});
