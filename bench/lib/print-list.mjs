// Makes every model of the benchmark in memory and prints what `zoo list --json` prints: node print-list.mjs <folder of the sources>
import { MODELS_PER_SOURCE, SOURCES, makeEntry, summaryOf } from './catalog-models.mjs';

const [folder] = process.argv.slice(2);
const models = [];
for (let source = 0; source < SOURCES; source += 1) {
  const key = `file://${folder}/source-${source}`;
  for (let index = 0; index < MODELS_PER_SOURCE; index += 1) models.push(summaryOf(makeEntry(source, index), key));
}
process.stdout.write(`${JSON.stringify(models)}\n`);
