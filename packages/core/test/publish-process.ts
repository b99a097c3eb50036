// `publish-process.ts <home>`: see `publishPair`.
import { publishPair } from './publish-pair.js';

await publishPair(process.argv[2] ?? '', 'new');
