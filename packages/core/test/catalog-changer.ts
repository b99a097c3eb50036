// A process that changes the catalog, perhaps to be killed: node catalog-changer.ts <home> <name> <rounds>. Each round adds a
// source and changes it; every third is removed again. Says what it has done, line by line.
import { createCatalog } from '../src/catalog/catalog.js';
import { homeLayout } from '../src/store/home-layout.js';
import { sourceRecord } from './source-record.js';

const [home = '', name = '', rounds = '1'] = process.argv.slice(2);
const catalog = createCatalog(homeLayout(home));
for (let round = 0; round < Number(rounds); round += 1) {
  const record = sourceRecord(`${name}-${round}`);
  await catalog.update((sources) => {
    sources.push(record);
  });
  console.log(`added ${record.key}`);
  await catalog.update((sources) => {
    const own = sources.find(({ key }) => key === record.key);
    if (own !== undefined) own.revision = '2';
  });
  console.log(`changed ${record.key}`);
  if (round % 3 !== 2) continue;
  await catalog.update((sources) => {
    const index = sources.findIndex(({ key }) => key === record.key);
    if (index !== -1) sources.splice(index, 1);
  });
  console.log(`removed ${record.key}`);
}
