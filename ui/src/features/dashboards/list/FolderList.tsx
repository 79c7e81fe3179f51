import { IconStar, IconStarFilled } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { dashboardLink } from '@/core/links';
import { Timestamp } from '@/ui/Timestamp/Timestamp';
import { useDashboardChanges } from '../data/api';
import type { DashboardSummary } from '../model/dashboard';
import type { Folder } from '../model/listed';
import styles from './FolderList.module.css';

/** Dashboards below the names of their folders. */
export function FolderList({ folders, onTag }: { folders: readonly Folder[]; onTag: (tag: string) => void }) {
  return folders.map(({ name, items }) => (
    <section key={name} aria-label={name}>
      <h3 className={styles.folder}>{name}</h3>
      <ul className={styles.list}>
        {items.map((item) => <Item key={item.uid} item={item} onTag={onTag} />)}
      </ul>
    </section>
  ));
}

const ORIGIN = { stored: '', file: 'from a file', shipped: 'shipped' } as const;

function Item({ item, onTag }: { item: DashboardSummary; onTag: (tag: string) => void }) {
  const { uid, title, description, tags, origin, panels, updated_at: at, updated_by: by, starred, available, requires } = item;
  const { star } = useDashboardChanges();
  return (
    <li className={styles.item}>
      <button type="button" className={styles.star} aria-pressed={starred} aria-label={`Star ${title}`} onClick={() => star({ uid, starred: !starred })}>
        {starred ? <IconStarFilled size={14} /> : <IconStar size={14} stroke={1.6} />}
      </button>
      <span className={styles.words}>
        <Link {...dashboardLink(uid)} className={styles.title}>
          {title}
        </Link>
        <span className={styles.description}>{available ? description : `Waits for ${requires.join(' or ')}`}</span>
      </span>
      <span className={styles.tags}>
        {tags.map((tag) => (
          <button key={tag} type="button" className={styles.tag} aria-label={`Only those tagged ${tag}`} onClick={() => onTag(tag)}>
            {tag}
          </button>
        ))}
      </span>
      <span className={styles.facts}>{panels === 1 ? '1 panel' : `${panels} panels`}</span>
      <span className={styles.facts}>{at ? <><Timestamp at={at} mode="relative" />{by && ` by ${by}`}</> : ORIGIN[origin]}</span>
    </li>
  );
}
