import { useEffect, useRef, type RefObject } from 'react';

/** Paints on a cleared canvas in CSS pixels. */
export type Paint = (context: CanvasRenderingContext2D, width: number, height: number) => void;

/**
 * A canvas that is sharp on every screen and painted again when its size, the colour scheme or the fonts change, and whenever
 * `paint` is another function: memoise it with what it draws.
 */
export function useCanvas(paint: Paint): RefObject<HTMLCanvasElement | null> {
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const canvas = ref.current;
    const context = canvas?.getContext('2d');
    if (!canvas || !context) return;
    const repaint = () => {
      const { clientWidth: width, clientHeight: height } = canvas;
      if (width === 0 || height === 0) return;
      const scale = window.devicePixelRatio || 1;
      canvas.width = Math.round(width * scale);
      canvas.height = Math.round(height * scale);
      context.setTransform(scale, 0, 0, scale, 0, 0);
      paint(context, width, height);
    };
    repaint();
    const resized = new ResizeObserver(repaint);
    resized.observe(canvas);
    const recoloured = new MutationObserver(repaint);
    recoloured.observe(document.documentElement, { attributeFilter: ['data-mantine-color-scheme'] });
    let alive = true;
    // Text drawn before its font arrived would stay in the fallback face.
    if (document.fonts?.status === 'loading') void document.fonts.ready.then(() => alive && repaint());
    return () => {
      alive = false;
      resized.disconnect();
      recoloured.disconnect();
    };
  }, [paint]);
  return ref;
}

export const CANVAS_FONT = "11px 'Inter Variable', system-ui, sans-serif";
