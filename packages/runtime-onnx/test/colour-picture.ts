import sharp from 'sharp';

export type Colour = readonly [red: number, green: number, blue: number];

/** A PNG file, of rows of pixels. */
export async function colourPicture(rows: readonly (readonly Colour[])[]): Promise<Uint8Array> {
  const width = rows[0]?.length ?? 0;
  const data = Uint8Array.from(rows.flat(2));
  return sharp(data, { raw: { width, height: rows.length, channels: 3 } })
    .png()
    .toBuffer();
}
