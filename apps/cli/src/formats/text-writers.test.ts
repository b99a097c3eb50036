import { ZooError, type Detections } from '@modelzoo/core';
import { describe, expect, it } from 'vitest';
import { failedRowOf, rowOf, writePicture } from '../../test/support/pictures.js';
import { tempFolder } from '../../test/support/temp-folder.js';
import { createMemorySink } from '../../test/support/text-sink.js';
import { createTextWriter } from './create-writer.js';

const DOG: Detections = {
  _cls: 'Detections',
  detections: [{ _cls: 'Detection', label: 'dog, "big"', bounding_box: [0.25, 0.5, 0.5, 0.25], confidence: 0.75 }],
};
const FAILURE = new ZooError('ERR_ZOO_INPUT_INVALID', 'This is no picture.');

describe('lines of JSON', () => {
  it('are one per input, with the label in its field or the error', async () => {
    const sink = createMemorySink();
    const writer = createTextWriter('jsonl', sink, 'found');
    await writer.write(rowOf('/a.png', DOG));
    await writer.write(failedRowOf('/b.png', FAILURE));
    await writer.write(failedRowOf('/c.png', new Error('broken')));
    await writer.finish();
    expect(sink.isClosed()).toBe(true);
    const lines = sink.text().trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toStrictEqual([
      { filepath: '/a.png', found: DOG },
      { filepath: '/b.png', error: { code: 'ERR_ZOO_INPUT_INVALID', message: 'This is no picture.' } },
      { filepath: '/c.png', error: { code: 'ERR_ZOO_PREDICT_FAILED', message: 'broken' } },
    ]);
  });

  it('hold arrays as JSON can', async () => {
    const sink = createMemorySink();
    const writer = createTextWriter('jsonl', sink, 'out');
    await writer.write(
      rowOf('/a', {
        mask: { _cls: 'Segmentation', mask: new Uint16Array([1, 256]), width: 2, height: 1 },
        raw: {
          _cls: 'Tensors',
          tensors: {
            big: { type: 'int64', dims: [2], data: new BigInt64Array([5n, 2n ** 60n]) },
            half: { type: 'float32', dims: [1], data: new Float32Array([0.5]) },
            text: { type: 'string', dims: [1], data: ['x'] },
          },
        },
      }),
    );
    expect(JSON.parse(sink.text())).toMatchObject({
      out: {
        mask: { _cls: 'Segmentation', mask: { dtype: 'uint16', shape: [1, 2], base64: 'AQAAAQ==' } },
        raw: {
          tensors: {
            big: { type: 'int64', dims: [2], data: [5, '1152921504606846976'] },
            half: { data: [0.5] },
            text: { data: ['x'] },
          },
        },
      },
    });
  });
});

describe('CSV', () => {
  it('has a row per label, quoted where it must be', async () => {
    const sink = createMemorySink();
    const writer = createTextWriter('csv', sink, 'found');
    await writer.write(rowOf('/a.png', DOG));
    await writer.write(rowOf('/empty.png', { _cls: 'Detections', detections: [] }));
    await writer.write(
      rowOf('/b.png', {
        line: {
          _cls: 'Polyline',
          label: 'x',
          points: [
            [
              [0, 0],
              [1, 0.5],
            ],
          ],
          closed: true,
          filled: false,
        },
      }),
    );
    await writer.write(failedRowOf('/c.png', FAILURE));
    await writer.finish();
    expect(sink.text().split('\r\n')).toStrictEqual([
      'filepath,field,type,label,confidence,x,y,width,height,points,value,error',
      '/a.png,found,Detection,"dog, ""big""",0.75,0.25,0.5,0.5,0.25,,,',
      '/b.png,found_line,Polyline,x,,,,,,"0 0,1 0.5",,',
      '/c.png,found,,,,,,,,,,ERR_ZOO_INPUT_INVALID: This is no picture.',
      '',
    ]);
  });

  it('has its head even when there is nothing else', async () => {
    const sink = createMemorySink();
    await createTextWriter('csv', sink, 'found').finish();
    expect(sink.text()).toMatch(/^filepath,.*\r\n$/);
  });
});

describe('COCO', () => {
  it('has pixels of the picture as it is looked at', async () => {
    const path = await writePicture(await tempFolder(), 'turned.jpg', { width: 40, height: 20, orientation: 6 });
    const sink = createMemorySink();
    const writer = createTextWriter('coco', sink, 'found');
    await writer.write(rowOf(path, DOG));
    await writer.write(
      rowOf(path, {
        _cls: 'Polylines',
        polylines: [
          {
            _cls: 'Polyline',
            label: 'sign',
            closed: true,
            filled: false,
            points: [
              [
                [0, 0],
                [0.5, 0],
                [0.5, 0.5],
                [0, 0.5],
              ],
            ],
          },
        ],
      }),
    );
    await writer.write(failedRowOf('/c.png', FAILURE));
    await writer.finish();
    expect(JSON.parse(sink.text())).toStrictEqual({
      images: [
        { id: 1, file_name: path, width: 20, height: 40 },
        { id: 2, file_name: path, width: 20, height: 40 },
      ],
      annotations: [
        { id: 1, image_id: 1, category_id: 1, iscrowd: 0, bbox: [5, 20, 10, 10], area: 100, score: 0.75 },
        {
          id: 2,
          image_id: 2,
          category_id: 2,
          iscrowd: 0,
          bbox: [0, 0, 10, 20],
          area: 200,
          segmentation: [[0, 0, 10, 0, 10, 20, 0, 20]],
        },
      ],
      categories: [
        { id: 1, name: 'dog, "big"', supercategory: '' },
        { id: 2, name: 'sign', supercategory: '' },
      ],
    });
  });

  it('refuses labels that are no objects', async () => {
    const path = await writePicture(await tempFolder(), 'a.jpg', { width: 4, height: 4 });
    const writer = createTextWriter('coco', createMemorySink(), 'found');
    await expect(
      writer.write(rowOf(path, { _cls: 'Classification', label: 'x', confidence: 1 })),
    ).rejects.toMatchObject({ code: 'ERR_ZOO_CAPABILITY_MISSING' });
  });
});
