import { Link } from '@tanstack/react-router';
import { usePageName } from './usePageName';
import styles from './PageHeading.module.css';

/** Which page this is, and the one it belongs to. `announced` says it aloud too, for those who do not see the page change. */
export function PageHeading({ announced }: { announced: boolean }) {
  const { title, parent } = usePageName();
  return (
    <>
      {parent && (
        <>
          <Link {...parent.link} className={styles.parent}>
            {parent.label}
          </Link>
          <span className={styles.parent} aria-hidden="true">
            /
          </span>
        </>
      )}
      <h1 className={styles.title} title={title}>
        {title}
      </h1>
      <span className={styles.heard} role="status">
        {announced ? title : ''}
      </span>
    </>
  );
}
