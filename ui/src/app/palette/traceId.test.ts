import { expect, it } from 'vitest';
import { readTraceReference } from './traceId';

const ID = '4bf92f3577b34da6a3ce929d0e0e4736';

it('knows a trace id however it was copied', () => {
  expect(readTraceReference(`  ${ID.toUpperCase()}\n`)).toEqual({ traceId: ID });
  expect(readTraceReference(`00-${ID}-00f067aa0ba902b7-01`)).toEqual({ traceId: ID, spanId: '00f067aa0ba902b7' });
  expect(readTraceReference('12345678901234567890123456789012')).toEqual({ traceId: '12345678901234567890123456789012' });
});

it('takes nothing else for one', () => {
  for (const text of ['', 'checkout', ID.slice(1), `${ID}0`, '0'.repeat(32)]) expect(readTraceReference(text)).toBeUndefined();
});
