import { describe, expect, it } from 'vitest';
import { SNIPPETS, type SendTo } from './snippets';

const to: SendTo = { endpoint: 'http://127.0.0.1:4318', service: 'checkout', key: 'sdi_abc123' };
const codeOf = (value: string, given: SendTo = to) => SNIPPETS.find((snippet) => snippet.value === value)!.parts(given).map(({ code }) => code).join('\n');

describe.each(SNIPPETS.map(({ value }) => value))('%s', (value) => {
  it('holds the address and the key', () => {
    expect(codeOf(value)).toContain('http://127.0.0.1:4318');
    expect(codeOf(value)).toContain('sdi_abc123');
  });

  it('says nothing of a key where none is needed', () => {
    expect(codeOf(value, { ...to, key: undefined })).not.toMatch(/sardonyx-key|\bkey=|undefined/i);
  });

  it('names the service, except where senders name themselves', () => {
    expect(codeOf(value).includes('checkout')).toBe(value !== 'collector');
  });
});

it('never lets a name break out of its quotes', () => {
  const given = { ...to, service: `it's "$(reboot)"` };
  expect(codeOf('env', given)).toContain(String.raw`OTEL_SERVICE_NAME='it'\''s "$(reboot)"'`);
  expect(codeOf('curl', given)).toContain(String.raw`"stringValue": "it'\''s \"$(reboot)\""`);
  expect(codeOf('sardonyx', given)).toContain(String.raw`configure("it's \"$(reboot)\"", `);
});
