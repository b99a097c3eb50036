export { createUrlSource, url, type UrlOptions } from './url.js';
export type { UrlLocator } from './url-reference.js';
