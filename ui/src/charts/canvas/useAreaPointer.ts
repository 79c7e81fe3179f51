import { useState, type PointerEvent, type RefObject } from 'react';
import { areaOf } from './plotArea';

/** A place in the plot as fractions: x from the left, y from the bottom. */
export type Place = { x: number; y: number };
/** What a drag covers, corners in order. */
export type Covered = { from: Place; to: Place };

const DRAG_PX = 4;

type Handlers = {
  /** The mouse is over the plot, or null when it left. */
  onHover: (place: Place | null) => void;
  onClick: (place: Place) => void;
  onSelect?: (covered: Covered) => void;
};

/** Mouse and pen on a chart with axes: hovering, a click, and a rectangle drawn by dragging (a cancelled pointer gives it up). */
export function useAreaPointer(canvas: RefObject<HTMLCanvasElement | null>, { onHover, onClick, onSelect }: Handlers, left?: number) {
  const [began, setBegan] = useState<Place | null>(null);
  const [covered, setCovered] = useState<Covered | null>(null);

  const placeOf = (event: PointerEvent): Place => {
    const box = canvas.current!.getBoundingClientRect();
    const area = areaOf(box.width, box.height, left);
    const inside = (fraction: number) => Math.min(1, Math.max(0, fraction));
    return { x: inside((event.clientX - box.left - area.left) / area.width), y: inside(1 - (event.clientY - box.top - area.top) / area.height) };
  };
  const isDrag = (from: Place, to: Place) => {
    const { clientWidth, clientHeight } = canvas.current!;
    return Math.hypot((to.x - from.x) * clientWidth, (to.y - from.y) * clientHeight) >= DRAG_PX;
  };
  const end = () => {
    setBegan(null);
    setCovered(null);
  };

  return {
    /** The rectangle being drawn, to be shown over the chart. */
    covered,
    handlers: {
      onPointerDown: (event: PointerEvent) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setBegan(placeOf(event));
      },
      onPointerMove: (event: PointerEvent) => {
        const place = placeOf(event);
        onHover(place);
        if (began && onSelect && isDrag(began, place)) setCovered(ordered(began, place));
      },
      onPointerUp: (event: PointerEvent) => {
        const place = placeOf(event);
        if (began && covered) onSelect?.(covered);
        else if (began) onClick(place);
        end();
      },
      onPointerCancel: end,
      onPointerLeave: () => onHover(null),
    },
  };
}

const ordered = (a: Place, b: Place): Covered => ({
  from: { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y) },
  to: { x: Math.max(a.x, b.x), y: Math.max(a.y, b.y) },
});
