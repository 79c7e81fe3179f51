import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import { Link } from '@tanstack/react-router';
import { monitorLink } from '@/core/links';
import type { Edge, Node } from '../api/dependencies';
import { layersOf } from '../model/layers';
import { isFailing } from '../model/state';
import { StateBadge } from '../parts/StateBadge';
import styles from './Graph.module.css';

type Line = { key: string; path: string; source: Edge['source']; bad: boolean };

/** Monitors in columns, each a link, with lines to what they stand on. */
export function Graph({ nodes, edges }: { nodes: readonly Node[]; edges: readonly Edge[] }) {
  const layers = useMemo(() => layersOf(nodes, edges), [nodes, edges]);
  const box = useRef<HTMLDivElement>(null);
  const [lines, setLines] = useState<Line[]>([]);
  useLayoutEffect(() => {
    const host = box.current;
    if (!host) return;
    const draw = () => setLines(linesIn(host, nodes, edges));
    draw();
    const resized = new ResizeObserver(draw);
    resized.observe(host);
    return () => resized.disconnect();
  }, [nodes, edges, layers]);
  return (
    <div className={styles.frame} tabIndex={0} role="region" aria-label="Dependencies">
      <div ref={box} className={styles.graph}>
        <svg className={styles.lines} aria-hidden="true">
          {lines.map(({ key, path, source, bad }) => (
            <path key={key} d={path} data-source={source} data-bad={bad || undefined} />
          ))}
        </svg>
        {layers.map((layer, i) => (
          <ul key={i} className={styles.layer}>
            {layer.map(({ id, name, state }) => (
              <li key={id}>
                <Link {...monitorLink(id)} className={styles.node} data-node={id} data-bad={isFailing(state) || undefined} title={standsOn(id, nodes, edges)}>
                  <StateBadge state={state} />
                  <span>{name}</span>
                </Link>
              </li>
            ))}
          </ul>
        ))}
      </div>
    </div>
  );
}

/** The lines as the boxes lie now. */
function linesIn(host: HTMLElement, nodes: readonly Node[], edges: readonly Edge[]): Line[] {
  const origin = host.getBoundingClientRect();
  const places = new Map([...host.querySelectorAll<HTMLElement>('[data-node]')].map((node) => [node.dataset.node!, node.getBoundingClientRect()]));
  const failing = new Set(nodes.flatMap(({ id, state }) => (isFailing(state) ? [id] : [])));
  return edges.flatMap(({ from, to, source }) => {
    const [a, b] = [places.get(from), places.get(to)];
    if (!a || !b) return [];
    const [x1, y1, x2, y2] = [a.right - origin.left, a.top + a.height / 2 - origin.top, b.left - origin.left, b.top + b.height / 2 - origin.top];
    const bend = Math.max(24, (x2 - x1) / 2);
    return [{ key: `${from} ${to}`, path: `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`, source, bad: failing.has(to) && failing.has(from) }];
  });
}

function standsOn(id: string, nodes: readonly Node[], edges: readonly Edge[]): string | undefined {
  const below = edges.filter(({ from }) => from === id).map(({ to }) => nodes.find((node) => node.id === to)?.name ?? to);
  return below.length === 0 ? undefined : `Stands on ${below.join(', ')}`;
}
