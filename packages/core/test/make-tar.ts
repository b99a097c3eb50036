export { makePax, makeTar, makeTarEntry, paxRecord, type TarEntry } from '../../testkit/src/make-tar.js';
