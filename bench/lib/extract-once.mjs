// Extracts one archive in a fresh process and prints the milliseconds that the call took: node extract-once.mjs <archive> <folder>
import { extractArchive } from '../../packages/core/dist/index.js';

const [archive, folder] = process.argv.slice(2);
const start = performance.now();
await extractArchive(archive, folder);
process.stdout.write(String(performance.now() - start));
