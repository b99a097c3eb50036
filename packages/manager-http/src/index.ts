export { createHttpManager, http, type HttpOptions } from './http.js';
export type { HttpManagerConfig } from './http-manager-config.js';
