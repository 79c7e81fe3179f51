import { memo, useId, useRef, useState, type CSSProperties, type ReactNode } from 'react';
import { IconAlertTriangle, IconArrowsMove, IconClock, IconInfoCircle } from '@tabler/icons-react';
import { Tooltip } from '@mantine/core';
import { useNear } from '../data/useNear';
import { useMovable } from '../edit/useMovable';
import type { ShownPanel } from '../model/repeat';
import { useBoard } from './BoardContext';
import { PanelBody, useRoom } from './PanelBody';
import { PanelMenu } from './PanelMenu';
import { usePanel } from './usePanel';
import styles from './PanelFrame.module.css';

type Props = { shown: ShownPanel };

/** One panel in its place: title, what is to be known about it, menu, and the picture. While one edits it can be moved and resized. */
export const PanelFrame = memo(function PanelFrame({ shown: { key, panel, scope } }: Props) {
  const { editing, pointed } = useBoard();
  const frame = useRef<HTMLElement>(null);
  const seen = useNear(frame);
  const [wasSeen, setWasSeen] = useState(false);
  if (seen && !wasSeen) setWasSeen(true);
  const room = useRoom();
  const { shown, answer } = usePanel(panel, scope, room.width, seen);
  const { moving, moveHandle, resizeHandle, style } = useMovable(frame, panel, editing);
  const titleId = useId();
  const { grid } = panel;
  const bare = shown.title === '' && !editing;
  const problems = [...(answer.data?.problems.map(({ ref, message }) => `${ref}: ${message}`) ?? []), ...answer.notices];
  const place = { '--x': grid.x + 1, '--y': grid.y + 1, '--w': grid.w, '--h': grid.h, ...style } as CSSProperties;
  return (
    <>
      {moving && <span className={styles.landing} style={{ ...place, transform: undefined }} aria-hidden="true" />}
      <article
        ref={frame}
        className={styles.frame}
        style={place}
        data-panel={key}
        data-small={grid.w <= 6 || undefined}
        data-bare={bare || undefined}
        data-moving={moving || undefined}
        data-type={panel.type}
        aria-labelledby={bare ? undefined : titleId}
        aria-label={bare ? `Panel ${panel.id}` : undefined}
        aria-busy={answer.fetching}
        onPointerEnter={() => (pointed.current = key)}
        onPointerLeave={() => pointed.current === key && (pointed.current = null)}
        onFocus={() => (pointed.current = key)}
      >
        <header className={styles.header} {...(editing ? moveHandle.pointer : {})} data-handle={editing || undefined}>
          {editing && (
            <button type="button" className={styles.move} aria-label={`Move ${shown.title || `panel ${panel.id}`}`} title="Drag to move. Arrows move, Shift and arrows resize." onKeyDown={moveHandle.onKeyDown}>
              <IconArrowsMove size={13} stroke={1.7} />
            </button>
          )}
          <h3 id={titleId} className={styles.title} title={shown.title}>
            {shown.title || (editing ? 'Untitled' : '')}
          </h3>
          {shown.description && <Told label="About this panel" text={shown.description} icon={<IconInfoCircle size={13} stroke={1.7} />} />}
          {answer.ownTime && (
            <span className={styles.time} title={`This panel has a time of its own: ${answer.ownTime}`}>
              <IconClock size={12} stroke={1.7} aria-hidden="true" />
              <span className={styles.timeText}>{answer.ownTime}</span>
            </span>
          )}
          {problems.length > 0 && <Told tone label="Something is missing here" text={problems.join('\n')} icon={<IconAlertTriangle size={13} stroke={1.8} />} />}
          <PanelMenu panelKey={key} panel={shown} source={panel} scope={scope} answer={answer} />
        </header>
        <div ref={room.ref} className={styles.body}>
          {wasSeen && <PanelBody panel={shown} answer={answer} width={room.width} height={room.height} />}
        </div>
        {editing && <span className={styles.resize} aria-hidden="true" {...resizeHandle} />}
      </article>
    </>
  );
}, isSame);

/** Panels are made anew at each change of the dashboard; those that did not change need not be drawn again. */
function isSame({ shown: a }: Props, { shown: b }: Props): boolean {
  return a.key === b.key && a.panel === b.panel && a.scope === b.scope;
}

function Told({ label, text, icon, tone = false }: { label: string; text: string; icon: ReactNode; tone?: boolean }) {
  return (
    <Tooltip label={<span className={styles.told}>{text}</span>} multiline maw={360} withArrow events={{ hover: true, focus: true, touch: true }}>
      <button type="button" className={styles.info} data-tone={tone ? 'warning' : undefined} aria-label={`${label}: ${text}`}>
        {icon}
      </button>
    </Tooltip>
  );
}
