// The second way into this package: what a program needs that only reads, and nothing that takes long to load.
export { createZooReader, type ZooReader, type ZooReaderOptions } from './zoo-reader.js';
export { ZooError, errorFacts, isAbortError } from './errors/zoo-error.js';
export { escapeUnprintable, redact, redactCredentials } from './errors/redact.js';
