import { describe, expect, it } from 'vitest';
import { hostsCalledLink, logRecordLink, logsAt, logsLink, metricsLink, serviceAt, serviceLink, settingsLink, traceLink, tracesAt } from './links';

describe('links between pages', () => {
  it('show a minute around an instant, as fixed times', () => {
    expect(logsAt(1_767_225_600.5).search).toEqual({ query: undefined, from: '1767225540500', to: '1767225660500' });
    expect(tracesAt(1_767_225_600, 'checkout')).toEqual({
      to: '/explore/traces',
      search: { query: 'service:checkout', from: '1767225540000', to: '1767225660000' },
    });
  });

  it('show a service or a host as it was within a minute of an instant', () => {
    const around = { from: '1767225540000', to: '1767225660000' };
    expect(serviceAt('shop', 1_767_225_600)).toEqual({ ...serviceLink('shop'), search: around });
    expect(hostsCalledLink('web-1', 1_767_225_600).search).toEqual({ q: 'web-1', ...around });
  });

  it('spell a service so that its name stays one word of the query', () => {
    expect(logsAt(0, 'my service').search?.query).toBe('service:"my service"');
  });

  it('leave names to the router, which escapes them', () => {
    expect(serviceLink('a/b?c')).toEqual({ to: '/services/$service', params: { service: 'a/b?c' } });
  });

  it('say only what was asked for', () => {
    expect(logsLink()).toEqual({ to: '/explore/logs', search: {} });
    expect(traceLink('4bf92f')).toEqual({ to: '/traces/$traceId', params: { traceId: '4bf92f' }, search: {} });
    expect(traceLink('4bf92f', 'a2fb').search).toEqual({ span: 'a2fb' });
    expect(settingsLink('tokens', 'new')).toEqual({ to: '/settings/$section', params: { section: 'tokens' }, search: { open: 'new' } });
  });

  it('name the queries of metrics by letters', () => {
    expect(metricsLink(['up', 'rate(a[5m])'], { from: 'now-1h' })).toEqual({ to: '/explore/metrics', search: { a: 'up', b: 'rate(a[5m])', from: 'now-1h' } });
    expect(metricsLink()).toEqual({ to: '/explore/metrics', search: {} });
  });

  it('open one record among its neighbours', () => {
    expect(logRecordLink('7', 60, 'web').search).toEqual({ query: 'service:web', from: '0', to: '120000', sel: '7' });
  });
});
