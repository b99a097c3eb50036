import { assert, property, webUrl } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasSecret, withholdSecrets } from './withhold-secrets.js';

const at = 'https://h.example/w.onnx';

describe('withholdSecrets', () => {
  it.each([
    ['a user name and password', 'https://me:pw@h.example/w.onnx', at],
    ['a token', `${at}?token=abc&v=2`, `${at}?v=2`],
    ['a token under a longer name', `${at}?v=2&private_token=abc`, `${at}?v=2`],
    ['a signature of S3', `${at}?X-Amz-Algorithm=A&X-Amz-Credential=c%2Fd&X-Amz-Signature=e&part=1`, `${at}?part=1`],
    ['a signature of CloudFront', `${at}?Expires=1&Signature=a&Key-Pair-Id=K`, at],
    ['a signature of Azure', `${at}?sv=2024&se=2030&sr=b&sp=r&sig=a%3D&versionid=7`, `${at}?versionid=7`],
    ['a parameter whose name is written in escapes', `${at}?%74oken=abc`, at],
    ['a token in the path', 'https://h.example/ghp_abcdefgh12345678/w.onnx', 'https://h.example/***/w.onnx'],
  ])('leaves out %s', (_, address, expected) => {
    expect(withholdSecrets(address)).toStrictEqual({ url: expected, withheld: true });
  });

  it.each([
    at,
    `${at}?download=1&expires=never`,
    `${at}?sv=1&se=2`,
    'weights/w.onnx',
    `${at}?a=%20b+c`,
    'memory:greeting',
  ])('leaves %s as it is written', (address) => {
    expect(withholdSecrets(address)).toStrictEqual({ url: address, withheld: false });
  });

  it('finds nothing more in what it gave', () => {
    assert(
      property(webUrl({ withQueryParameters: true }), (address) => {
        const { url } = withholdSecrets(address);
        expect(withholdSecrets(url)).toStrictEqual({ url, withheld: false });
      }),
    );
  });
});

describe('hasSecret', () => {
  it.each([
    ['github:acme/models', false],
    ['https://h.example/models.zip#sha256=ab', false],
    ['url:https://h.example/models.zip?token=abc', true],
    ['https://h.example/models.zip?X-Amz-Signature=ab', true],
    ['ghp_abcdefgh12345678', true],
  ])('of %s is %s', (text, expected) => {
    expect(hasSecret(text)).toBe(expected);
  });
});
