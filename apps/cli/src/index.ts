export type { CliHost, OutputStream } from './cli-host.js';
export { main } from './main.js';
