export { npm } from './npm.js';
export type { NpmOptions } from './npm-options.js';
export { createNpmSource } from './npm-source.js';
export { parseNpmReference, type NpmLocator } from './npm-reference.js';
export { createNpmManager } from './npm-manager.js';
export type { NpmManagerConfig } from './npm-manager-config.js';
