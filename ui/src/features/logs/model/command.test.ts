import { expect, it } from 'vitest';
import { curlOf } from './command';

it('a search as a command leaves nothing in it to the shell', () => {
  const command = curlOf('https://logs.example', '/rest/logs/export', { query: `it's $HOME "x"`, format: 'csv' });
  expect(command).toContain(`curl -sS 'https://logs.example/rest/logs/export'`);
  expect(command).toContain(`-d '{"query":"it'\\''s $HOME \\"x\\"","format":"csv"}'`);
  expect(command).toContain('Bearer $SARDONYX_TOKEN');
});
