import { describe, expect, it } from 'vitest';
import { ALL_PAGES, isOn, offered } from './navigation';

const page = (label: string) => ALL_PAGES.find((each) => each.label === label)!;

describe('the navigation', () => {
  it('marks the page somebody is on, and the pages below it', () => {
    expect(isOn(page('Services'), '/services/checkout')).toBe(true);
    expect(isOn(page('Traces'), '/traces/4bf92f3577b34da6a3ce929d0e0e4736')).toBe(true);
    expect(isOn(page('Traces'), '/explore/traces')).toBe(true);
    expect(isOn(page('Logs'), '/explore/traces')).toBe(false);
  });

  it('takes no other page for the overview', () => {
    expect(isOn(page('Overview'), '/')).toBe(true);
    expect(isOn(page('Overview'), '/services')).toBe(false);
  });

  it('offers nobody what their roles do not allow', () => {
    const labels = offered(ALL_PAGES, ['logs:read']).map(({ label }) => label);
    expect(labels).toContain('Logs');
    expect(labels).not.toContain('Traces');
  });

  it('gives no two pages the same key', () => {
    const keys = ALL_PAGES.flatMap(({ key }) => key ?? []);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
