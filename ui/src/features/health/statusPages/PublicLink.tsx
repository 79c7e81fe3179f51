import { IconExternalLink } from '@tabler/icons-react';
import styles from './PublicLink.module.css';

/** The page as others see it. */
export const PublicLink = ({ url }: { url: string }) => (
  <a className={styles.link} href={url} target="_blank" rel="noreferrer">
    {url.split('?')[0]}
    <IconExternalLink size={13} stroke={1.7} aria-label="opens in a new tab" />
  </a>
);
