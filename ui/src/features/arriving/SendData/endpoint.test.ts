import { expect, it } from 'vitest';
import { otlpEndpoint } from './endpoint';
import { snippets } from './snippets';

const page = { origin: 'http://watch.example:8600', hostname: 'watch.example' };

it('takes the listener as it is', () => expect(otlpEndpoint('127.0.0.1:4318', page)).toBe('http://127.0.0.1:4318'));
it('names the host of the page when all interfaces listen', () => {
  expect(otlpEndpoint('0.0.0.0:4318', page)).toBe('http://watch.example:4318');
  expect(otlpEndpoint('[::]:4318', page)).toBe('http://watch.example:4318');
});
it('falls back to the port of the page when the listener is off', () => expect(otlpEndpoint(null, page)).toBe('http://watch.example:8600'));
it('writes the address into every snippet', () => {
  for (const { code } of snippets('http://127.0.0.1:4318')) expect(code).toContain('http://127.0.0.1:4318');
});
