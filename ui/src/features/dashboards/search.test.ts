import { describe, expect, it } from 'vitest';
import { readDashboardSearch } from './search';

describe('the URL of a dashboard', () => {
  it('keeps choices of variables and knows the kiosk without a value', () => {
    expect(readDashboardSearch({ 'var-job': 'a,b', kiosk: '', panel: '3', edit: 'x', open: 'nothing' })).toEqual({
      'var-job': 'a,b', panel: '3', kiosk: '1', edit: undefined, open: undefined, marks: undefined,
    });
  });
});
