/** What the samples below hold. */
export const sampleText = Array.from(
  { length: 40 },
  (_, index) =>
    `${index === 0 ? 'All lines are alike, but for their number: ' : ''}${index} zeros ${'0'.repeat(index)}\n`,
).join('');

/** {@link sampleText} as `bzip2` made it. */
export const sampleBzip2 = Buffer.from(
  'QlpoOTFBWSZTWcduptUAAMF9gH/////4BH/wIAAzb54QMADG0Iigaf+qSAADJmiAA0NADQK1R/6qhiaGI0Yho0AZBkNBo0ASihqaepoaBoAAAAAAZNMylI1ymMdqVa1ew7ZtW7l29fwYcTMbz+SCFr0UbIIWxR5aSkUnxa5FopSJKvTN5mRzbu38JOPLnKAAAAAAAA1rWta1IVRC0oCLBBA8IjyoICqgIoIHBjGCIoARFACIoAAAAAAALdauqmoU+vcoCEkyKIhkcjZHKx39RAQdlbNUBBwBBX34KDgCH8XckU4UJDHbqbVA',
  'base64',
);

/** {@link sampleText} as `xz` made it. */
export const sampleXz = Buffer.from(
  '/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4AS8ANBdACCbLEBsNJtcJJg84+31Z6wCsRKWQGpW2efkRWLqK2/0qECmbNitPojCMMufW4Qbjz+khfyoIGzQ87p7sQ+s0Pl43PTiX5xRcCzjQ8D7kdrt2+LxYNp1MEVZKGPiosOdR7xCpn7GdrzOy79mzQzphSmLXB2+uUTxpQ4qXkn4+dur7Nu3OejMPe/w8cM8z+/U/1x97RrWeYBYg/mHTmWTV55Fn/BIun+0OTp7bFFvxeWk3e3mxFtqn6GsEUhexT/VU3hfr4t2ZTi4EYiLsInLewAAIeKRnAx26xAAAewBvQkAAFyLen+xxGf7AgAAAAAEWVo=',
  'base64',
);

/** The same with a dictionary of 128 MiB, of which nothing is used. */
export const sampleXzLargeDictionary = Buffer.from(sampleXz);
sampleXzLargeDictionary.set(Buffer.from('1e0000009b075166', 'hex'), 16);

/** The beginning of the same with SHA-256 for its checksum. */
export const sampleXzSha256 = Buffer.concat([Buffer.from('/Td6WFoAAArh+wyh', 'base64'), sampleXz.subarray(12)]);

/** A tar of one file, `innocent`, as `bzip2` made it. */
export const sampleTarBzip2 = Buffer.from(
  'QlpoOTFBWSZTWaeSFGYAAC1bgMqAQABlgABAaiGeAAgoIABUNRoTTGkaZHp6oJQk2o9RtQGgXc+QaggRdXHyWqAoLDZqhRRCWQbSYlqwkgX0eAn4MGDwxQEq534u5IpwoSFPJCjM',
  'base64',
);

/** The same as `xz` made it. */
export const sampleTarXz = Buffer.from(
  '/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4Af/AEBdADSbrN5kalkShLc6+H5UYCLAdEyPRjXtQLLoj2MitrXItjjSYKvD+7iO1QcitzIt6yAjrcSf6Ckv/L40IHaBjgAAp7OVVjTpJYIAAVyAEAAAAFz75lmxxGf7AgAAAAAEWVo=',
  'base64',
);
