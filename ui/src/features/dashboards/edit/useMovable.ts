import { useRef, useState, type CSSProperties, type KeyboardEvent, type PointerEvent, type RefObject } from 'react';
import { GAP_PX, ROW_PX, type Dashboard, type Grid, type Panel } from '../model/dashboard';
import { placePanel } from '../model/edit';
import { useBoard } from '../view/BoardContext';

type Gesture = { kind: 'move' | 'resize'; from: Grid; x: number; y: number; scrolled: number; column: number; word: string; before: Dashboard };

/** Near the top and bottom of the window the page scrolls along, this far at a time. */
const EDGE_PX = 48;
const SCROLL_PX = 14;
const ROW = ROW_PX + GAP_PX;

const STEPS: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
let gestures = 0;

/** Moving and resizing a panel on its grid, by pointer and by keys. What is in its way moves down while it goes. */
export function useMovable(frame: RefObject<HTMLElement | null>, panel: Panel, editing: boolean) {
  const { change, read } = useBoard();
  const gesture = useRef<Gesture | null>(null);
  const [offset, setOffset] = useState<{ x: number; y: number } | null>(null);
  const newest = useRef(panel.grid);
  newest.current = panel.grid;


  const begin = (kind: Gesture['kind']) => (event: PointerEvent<HTMLElement>) => {
    const pressed = event.target as HTMLElement;
    const grid = frame.current?.parentElement;
    if (!editing || event.button !== 0 || !grid || (kind === 'move' && pressed.closest('button, a, [role=menu]'))) return;
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    const column = (grid.clientWidth + GAP_PX) / columnsOf(grid);
    gestures += 1;
    gesture.current = { kind, from: panel.grid, x: event.clientX, y: event.clientY, scrolled: scroller(grid)?.scrollTop ?? 0, column, word: `${kind} ${gestures}`, before: read() };
    setOffset({ x: 0, y: 0 });
  };

  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    const now = gesture.current;
    const grid = frame.current?.parentElement;
    if (!now || !grid) return;
    const scroll = scroller(grid);
    if (scroll) alongEdge(scroll, event.clientY);
    const x = event.clientX - now.x;
    const y = event.clientY - now.y + (scroll ? scroll.scrollTop - now.scrolled : 0);
    const [columns, rows] = [Math.round(x / now.column), Math.round(y / ROW)];
    const wanted = now.kind === 'move' ? { ...now.from, x: now.from.x + columns, y: now.from.y + rows } : { ...now.from, w: Math.max(1, Math.min(24 - now.from.x, now.from.w + columns)), h: Math.max(1, now.from.h + rows) };
    // From where everything stood: what was only passed over goes back to its place.
    change(() => placePanel(now.before, panel.id, wanted), now.word);
    const at = newest.current;
    setOffset(now.kind === 'move' ? { x: x - (at.x - now.from.x) * now.column, y: y - (at.y - now.from.y) * ROW } : { x: 0, y: 0 });
  };

  const end = () => {
    gesture.current = null;
    setOffset(null);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const { x, y, w, h } = panel.grid;
    const wanted = event.shiftKey ? { x, y, w: Math.min(24 - x, w + step[0]), h: h + step[1] } : { x: x + step[0], y: y + step[1] * (step[1] > 0 ? h : 1), w, h };
    if (wanted.w >= 1 && wanted.h >= 1) change((current) => placePanel(current, panel.id, wanted), `keys ${panel.id}`);
  };

  const follow = { onPointerMove, onPointerUp: end, onPointerCancel: end };
  const style: CSSProperties = offset ? { transform: `translate(${offset.x}px, ${offset.y}px)` } : {};
  return { moving: offset !== null, style, moveHandle: { pointer: { onPointerDown: begin('move'), ...follow }, onKeyDown }, resizeHandle: { onPointerDown: begin('resize'), ...follow } };
}

const scroller = (element: Element): HTMLElement | null => element.closest('#content');

/** A phone has fewer columns than the document. */
const columnsOf = (grid: Element): number => getComputedStyle(grid).gridTemplateColumns.split(' ').length || 24;

function alongEdge(scroll: HTMLElement, y: number): void {
  const { top, bottom } = scroll.getBoundingClientRect();
  if (y < top + EDGE_PX) scroll.scrollBy(0, -SCROLL_PX);
  else if (y > bottom - EDGE_PX) scroll.scrollBy(0, SCROLL_PX);
}
