import { expect, it } from 'vitest';
import { byLabel, selectorOf, seriesOf, withPair } from './queries';

it('asks in PromQL, with names and values in quotes where they need them', () => {
  expect(seriesOf('up')).toBe('count(up)');
  expect(selectorOf('up', { job: 'a "b"' })).toBe('up{job="a \\"b\\""}');
  expect(selectorOf('http.duration', { 'http.route': '/' })).toBe('{"http.duration", "http.route"="/"}');
  expect(byLabel('user_id')).toBe('topk(20, count by (user_id) ({user_id=~".+"}))');
  expect(byLabel('user.id')).toBe('topk(20, count by ("user.id") ({"user.id"=~".+"}))');
  expect(withPair('job', 'node')).toBe('topk(20, count by (__name__) ({job="node"}))');
});
