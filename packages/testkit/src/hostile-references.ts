/** Texts that no provider may take for a reference of its own. */
export const hostileReferences: readonly string[] = [
  '',
  ' ',
  '\n',
  '-',
  '--help',
  '--upload-pack=x',
  '--upload-pack=x/y',
  '-oProxyCommand=x/y',
  '\u0000',
  'owner/repo\u0000',
  './folder\u0000',
  'https://example.com/\u0000.zip',
  'owner/\u001b[31mrepo',
  'owner/\u202erepo',
  'owner/re\u200bpo',
  'owner/repo\nnext',
  'https://exa\nmple.com/x.zip',
  'https://example.com/x.zip\r\nx: y',
  '\ud800',
  'owner/\ud800',
  '%',
  '%00',
  'https://',
  'https:///x',
  '://x',
  'javascript:alert(1)',
  'data:text/plain,x',
  '__proto__',
  'constructor',
  'x'.repeat(100_000),
];

/** The same behind the scheme that forces a provider. */
export function hostileWithScheme(scheme: string): readonly string[] {
  return ['', '--upload-pack=x', '\u0000', 'a/b\u0000', 'a/b\n', 'a/\u202eb', '\ud800', 'x'.repeat(100_000)].map(
    (text) => `${scheme}:${text}`,
  );
}
