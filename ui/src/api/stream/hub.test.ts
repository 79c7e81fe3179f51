import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EventHub, type EventStream, type StreamMessage } from './hub';

class FakeStream extends EventTarget implements EventStream {
  readyState = 0;
  closed = false;

  close() {
    this.closed = true;
    this.readyState = 2;
  }

  say(name: string, data: string) {
    this.dispatchEvent(new MessageEvent(name, { data }));
  }

  fail(readyState: 0 | 2) {
    this.readyState = readyState;
    this.dispatchEvent(new Event('error'));
  }
}

function hubWithStreams() {
  const streams: FakeStream[] = [];
  const hub = new EventHub(() => {
    const stream = new FakeStream();
    streams.push(stream);
    return stream;
  });
  return { hub, streams };
}

describe('the event hub', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('opens one stream for two subscribers and fans out to both', () => {
    const { hub, streams } = hubWithStreams();
    const heard: StreamMessage[][] = [[], []];
    hub.subscribe('/tail', ['log'], (message) => heard[0]!.push(message));
    hub.subscribe('/tail', ['log'], (message) => heard[1]!.push(message));
    streams[0]!.say('log', 'a line');
    expect(streams).toHaveLength(1);
    for (const messages of heard) expect(messages).toContainEqual({ kind: 'event', name: 'log', data: 'a line' });
  });

  it('closes the stream when the last subscriber leaves, and not before', () => {
    const { hub, streams } = hubWithStreams();
    const leaveFirst = hub.subscribe('/tail', ['log'], () => undefined);
    const leaveSecond = hub.subscribe('/tail', ['log'], () => undefined);
    leaveFirst();
    leaveFirst();
    expect(streams[0]!.closed).toBe(false);
    leaveSecond();
    expect(streams[0]!.closed).toBe(true);
  });

  it('leaves a cut line to the browser and reopens after an error answer', () => {
    const { hub, streams } = hubWithStreams();
    const heard: StreamMessage[] = [];
    hub.subscribe('/tail', ['log'], (message) => heard.push(message));
    streams[0]!.fail(0);
    streams[0]!.dispatchEvent(new Event('open'));
    expect(heard).not.toContainEqual({ kind: 'anew' });
    vi.advanceTimersByTime(60_000);
    expect(streams).toHaveLength(1);
    streams[0]!.fail(2);
    vi.advanceTimersByTime(1000);
    expect(streams).toHaveLength(2);
    streams[1]!.dispatchEvent(new Event('open'));
    streams[1]!.say('log', 'back again');
    expect(heard.slice(-3)).toEqual([{ kind: 'state', state: 'open' }, { kind: 'anew' }, { kind: 'event', name: 'log', data: 'back again' }]);
  });

  it('does not reopen a stream nobody listens to any more', () => {
    const { hub, streams } = hubWithStreams();
    const leave = hub.subscribe('/tail', ['log'], () => undefined);
    streams[0]!.fail(2);
    leave();
    vi.advanceTimersByTime(60_000);
    expect(streams).toHaveLength(1);
  });
});
