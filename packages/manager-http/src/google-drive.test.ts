import {
  createLoopbackOrigin,
  createMemorySink,
  createTestContext,
  seededBytes,
  type LoopbackOrigin,
  type MemorySink,
  type TestContext,
} from '@modelzoo/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fetchFile } from './fetch-file.js';
import { googleDriveUrl } from './google-drive.js';
import { createMirrorCooldowns } from './mirror-cooldowns.js';

const body = seededBytes(300_000, 'drive');
const page = (form: string): string =>
  `<!DOCTYPE html><html><head><title>Google Drive - Virus scan warning</title></head><body><p>Google Drive can't scan this
   file for viruses.</p>${form}</body></html>`;

/** Stands in for drive.google.com. */
let drive: LoopbackOrigin;
/** Stands in for the host that has the bytes. */
let content: LoopbackOrigin;
let context: TestContext;

beforeEach(async () => {
  drive = await createLoopbackOrigin();
  content = await createLoopbackOrigin({ routes: { '/download': { body } } });
  context = createTestContext();
});
afterEach(async () => {
  await context.close();
  await drive.close();
  await content.close();
});

function showPage(form: string): void {
  drive.setRoute('/uc', { body: page(form), contentType: 'text/html; charset=utf-8' });
}

async function fetch(): Promise<MemorySink> {
  const sink = createMemorySink();
  const options = { retryDelayMs: 1, googleDriveOrigin: drive.origin };
  const file = { path: 'x.bin', urls: [googleDriveUrl('a-B_1')] as const };
  await fetchFile(file, sink, context, options, createMirrorCooldowns());
  return sink;
}

describe('a file on Google Drive', () => {
  it('comes at once when it is small', async () => {
    drive.setRoute('/uc', { body });
    expect(Buffer.compare((await fetch()).bytes(), body)).toBe(0);
    expect(drive.requests[0]?.url).toBe('/uc?export=download&id=a-B_1');
  });

  it('comes by a redirect', async () => {
    drive.setRoute('/uc', { always: { kind: 'redirect', to: content.url('/download?id=a-B_1'), status: 303 } });
    expect(Buffer.compare((await fetch()).bytes(), body)).toBe(0);
  });

  it('comes after the page that says it was not checked for viruses', async () => {
    showPage(`<form id="download-form" action="${content.url('/download')}" method="get">
      <input type="submit" id="uc-download-link" value="Download anyway"/><input type="hidden" name="id" value="a-B_1">
      <input type="hidden" name="export" value="download"><input type="hidden" name="confirm" value="t">
      <input type="hidden" name="uuid" value="1&amp;2"></form>`);
    expect(Buffer.compare((await fetch()).bytes(), body)).toBe(0);
    expect(content.requests[0]?.url).toBe('/download?id=a-B_1&export=download&confirm=t&uuid=1%262');
  });

  it('goes on where a connection broke, though it has to ask for the page again', async () => {
    content.setRoute('/download', { body, faults: [{ kind: 'reset', atBytes: 150_000 }] });
    showPage(
      `<form action="${content.url('/download')}"><input name="id" value="x"><input name="confirm" value="t"></form>`,
    );
    expect(Buffer.compare((await fetch()).bytes(), body)).toBe(0);
    expect(content.requests.map(({ status }) => status)).toStrictEqual([200, 206]);
  });

  it('is told apart from a file that too many people wanted, and from one that is not shared', async () => {
    showPage(
      '<p>Sorry, you can’t view or download this file: too many users have viewed or downloaded it recently.</p>',
    );
    await expect(fetch()).rejects.toMatchObject({ code: 'ERR_ZOO_RATE_LIMITED' });
    showPage('<form action="/login"><input name="q"></form>');
    await expect(fetch()).rejects.toMatchObject({
      code: 'ERR_ZOO_RESPONSE_INVALID',
      hint: expect.stringContaining('shared'),
    });
    drive.setRoute('/uc', { always: { kind: 'status', status: 404 } });
    await expect(fetch()).rejects.toMatchObject({ code: 'ERR_ZOO_FILE_NOT_FOUND' });
    expect(content.requests).toStrictEqual([]);
  });
});
