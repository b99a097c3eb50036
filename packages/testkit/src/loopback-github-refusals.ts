import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendJson, type LoopbackAnswer } from './loopback-github-answer.js';

/**
 * A way in which GitHub refuses: its hourly limit; its limit of bursts, and how that was said in former times; a repository
 * blocked for legal reasons, or since it is against GitHub's terms; a token that its organisation has not authorised for
 * single sign-on; one that lacks the permission; a classic one that lacks the scope, and is told of nothing; an outage.
 */
export type LoopbackRefusal =
  | 'rate-limit'
  | 'secondary-rate-limit'
  | 'abuse'
  | 'blocked'
  | 'against-terms'
  | 'sso-required'
  | 'forbidden'
  | 'scopes'
  | 'server-error'
  | 'unavailable';

const DOCS = 'https://docs.github.com';

const answers: Readonly<Record<LoopbackRefusal, LoopbackAnswer & { readonly status: number }>> = {
  'rate-limit': {
    status: 403,
    headers: { 'x-ratelimit-remaining': '0' },
    body: {
      message: 'API rate limit exceeded for user ID 1.',
      documentation_url: `${DOCS}/rest/using-the-rest-api/rate-limits-for-the-rest-api`,
    },
  },
  'secondary-rate-limit': {
    status: 403,
    headers: { 'retry-after': '60' },
    body: {
      message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
      documentation_url: `${DOCS}/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits`,
    },
  },
  abuse: {
    status: 403,
    body: {
      message: 'You have triggered an abuse detection mechanism. Please wait a few minutes before you try again.',
      documentation_url: `${DOCS}/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits`,
    },
  },
  blocked: {
    status: 451,
    body: {
      message: 'Repository access blocked',
      block: { reason: 'dmca', created_at: '2023-01-01T00:00:00Z', html_url: 'https://github.com/github/dmca' },
    },
  },
  'against-terms': {
    status: 403,
    body: { message: 'Repository access blocked', block: { reason: 'tos', created_at: '2023-01-01T00:00:00Z' } },
  },
  'sso-required': {
    status: 403,
    headers: { 'x-github-sso': 'required; url=https://github.com/orgs/octo/sso?authorization_request=0123456789' },
    body: {
      message: 'Resource protected by organization SAML enforcement. You must grant your token access.',
      documentation_url: `${DOCS}/articles/authenticating-to-a-github-organization-with-saml-single-sign-on/`,
    },
  },
  forbidden: {
    status: 403,
    headers: { 'x-accepted-github-permissions': 'contents=read' },
    body: {
      message: 'Resource not accessible by personal access token',
      documentation_url: `${DOCS}/rest/commits/commits#get-a-commit`,
    },
  },
  scopes: {
    status: 404,
    headers: { 'x-oauth-scopes': 'gist, read:org', 'x-accepted-oauth-scopes': 'repo' },
    body: { message: 'Not Found', documentation_url: `${DOCS}/rest` },
  },
  'server-error': { status: 500, body: { message: 'Server Error' } },
  unavailable: { status: 503, body: { message: 'No server is currently available to service your request.' } },
};

/** Refuses one request. */
export function sendRefusal(refusal: LoopbackRefusal, request: IncomingMessage, response: ServerResponse): void {
  const { status, headers, body } = answers[refusal];
  const limit = request.headers.authorization === undefined ? '60' : '5000';
  const used: Readonly<Record<string, string>> =
    refusal === 'rate-limit' ? { 'x-ratelimit-limit': limit, 'x-ratelimit-used': limit } : {};
  sendJson(response, status, { headers: { ...used, ...headers }, body });
}
