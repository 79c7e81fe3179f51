import { expect, it } from 'vitest';
import { grpcEndpoint, isLoopback, otlpEndpoint } from './endpoint';

const page = { origin: 'https://watch.example', hostname: 'watch.example' };
const here = { origin: 'http://127.0.0.1:8600', hostname: '127.0.0.1' };

it('takes the listener as it is', () => {
  expect(otlpEndpoint('127.0.0.1:4318', here)).toBe('http://127.0.0.1:4318');
  expect(otlpEndpoint('10.0.0.7:4318', page)).toBe('http://10.0.0.7:4318');
});

it('names the host of the page when all interfaces listen', () => {
  expect(otlpEndpoint('0.0.0.0:4318', page)).toBe('http://watch.example:4318');
  expect(otlpEndpoint('[::]:4318', page)).toBe('http://watch.example:4318');
});

it('falls back to the page’s own port when the listener is off, or hears another machine only', () => {
  expect(otlpEndpoint(null, page)).toBe('https://watch.example');
  expect(otlpEndpoint('127.0.0.1:4318', page)).toBe('https://watch.example');
});

it('names gRPC as host and port, or not at all', () => {
  expect(grpcEndpoint('127.0.0.1:4317', here)).toBe('127.0.0.1:4317');
  expect(grpcEndpoint('127.0.0.1:4317', page)).toBeUndefined();
});

it('knows this machine by its names', () => {
  for (const hostname of ['localhost', '127.0.0.1', '[::1]']) expect(isLoopback({ origin: '', hostname })).toBe(true);
  expect(isLoopback(page)).toBe(false);
  expect(isLoopback({ origin: '', hostname: '127.evil.example' })).toBe(false);
});
