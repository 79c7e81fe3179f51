import { useEffect, useState } from 'react';
import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { subscribeToHealth } from '@/api/stream/health';
import type { StreamState } from '@/api/stream/hub';
import { applyEvents, type HealthEvent } from '../model/live';
import { BOARD, HEALTH, type Board } from './monitors';

/**
 * Keeps what pages show of health as it is now: states of all monitors, results of one. However many change at once, the page is
 * drawn once. Says how the connection stands.
 */
export function useHealthStream(id?: string): StreamState {
  const queries = useQueryClient();
  const [state, setState] = useState<StreamState>('connecting');
  useEffect(() => {
    let events: HealthEvent[] = [];
    let frame = 0;
    const flush = () => {
      frame = 0;
      const heard = events;
      events = [];
      show(queries, heard, id);
    };
    const leave = subscribeToHealth((message) => {
      if (message.kind === 'state') {
        setState(message.state);
        // What happened between the first answer and the opening of the stream was told to nobody.
        if (message.state === 'open') for (const what of ['board', 'monitor']) void queries.invalidateQueries({ queryKey: [...HEALTH, what] });
      } else if (message.kind === 'anew') void queries.invalidateQueries({ queryKey: HEALTH });
      else {
        events.push({ ...(JSON.parse(message.data) as object), name: message.name } as HealthEvent);
        frame ||= requestAnimationFrame(flush);
      }
    }, id);
    return () => {
      leave();
      cancelAnimationFrame(frame);
    };
  }, [queries, id]);
  return state;
}

function show(queries: QueryClient, events: readonly HealthEvent[], id: string | undefined): void {
  let unknown = false;
  queries.setQueryData<Board>(BOARD, (board) => {
    if (!board) return board;
    const { monitors, strangers } = applyEvents(board.monitors, events);
    unknown = strangers;
    return monitors === board.monitors ? board : { ...board, monitors };
  });
  if (unknown) void queries.invalidateQueries({ queryKey: BOARD });
  for (const event of events) {
    if (event.name === 'state') for (const what of ['check-ins', 'bars']) void queries.invalidateQueries({ queryKey: [...HEALTH, what, event.id] });
  }
  const mine = events.filter((event) => 'id' in event && event.id === id);
  if (mine.some(({ name }) => name === 'state')) {
    for (const what of ['monitor', 'history', 'evidence']) void queries.invalidateQueries({ queryKey: [...HEALTH, what, id] });
  }
  if (mine.some(({ name }) => name === 'result')) void queries.invalidateQueries({ queryKey: [...HEALTH, 'monitor', id] });
  if (events.some(({ name }) => name === 'incident')) void queries.invalidateQueries({ queryKey: ['incidents'] });
}
