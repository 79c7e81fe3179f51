import { expect, it } from 'vitest';
import { labelChanges } from './discovered';

it('shows what relabelling set, kept, changed and took away', () => {
  const discovered = { __address__: 'a:9100', job: 'node', __meta_docker_container_name: '/web', env: 'prod' };
  expect(labelChanges({ discovered, labels: { job: 'web', env: 'prod', instance: 'a:9100' } })).toEqual([
    { name: 'job', before: 'node', after: 'web' },
    { name: 'env', before: 'prod', after: 'prod' },
    { name: 'instance', before: undefined, after: 'a:9100' },
    { name: '__address__', before: 'a:9100', after: undefined },
    { name: '__meta_docker_container_name', before: '/web', after: undefined },
  ]);
});
