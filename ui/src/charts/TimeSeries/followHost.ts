import type uPlot from 'uplot';

/** Keeps the plot as wide as its place, and repaints it when fonts arrive or the colour scheme changes. The answer stops it. */
export function followHost(plot: uPlot, host: HTMLElement, height: number): () => void {
  const resized = new ResizeObserver(() => {
    if (host.clientWidth > 0 && host.clientWidth !== plot.width) plot.setSize({ width: host.clientWidth, height });
  });
  resized.observe(host);
  const recoloured = new MutationObserver(() => plot.redraw(false));
  recoloured.observe(document.documentElement, { attributeFilter: ['data-mantine-color-scheme'] });
  let alive = true;
  void document.fonts?.ready.then(() => alive && plot.redraw(false, true));
  return () => {
    alive = false;
    resized.disconnect();
    recoloured.disconnect();
  };
}
