import { Link } from '@tanstack/react-router';
import { Logo } from './Logo';
import { NAVIGATION } from './navigation';
import { ServerFoot } from './ServerFoot';
import styles from './Navigation.module.css';

/** The way to every page: at the left, and below on narrow screens as soon as there is a choice. */
export function Navigation() {
  return (
    <nav className={styles.nav} aria-label="Main" data-single={NAVIGATION.length === 1 || undefined}>
      <div className={styles.brand}>
        <Logo />
        Sardonyx
      </div>
      {NAVIGATION.map((page) => (
        <Link key={page.to} to={page.to} className={styles.link} activeOptions={{ exact: page.to === '/', includeSearch: false }}>
          <page.icon size={16} stroke={1.7} aria-hidden="true" />
          {page.label}
        </Link>
      ))}
      <ServerFoot />
    </nav>
  );
}
