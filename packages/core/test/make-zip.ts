export { makeZip, type ZipEntry, type ZipHeader, type ZipOptions } from '../../testkit/src/make-zip.js';
