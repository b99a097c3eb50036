export { createHttpManager, http } from './http.js';
export type { HttpOptions } from './http-options.js';
export type { HttpManagerConfig } from './http-manager-config.js';
