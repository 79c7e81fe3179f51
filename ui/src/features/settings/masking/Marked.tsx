import { Fragment } from 'react';
import type { Found } from './api';
import { piecesOf } from './sample';
import styles from './Masking.module.css';

/** A text with what rules find in it marked. */
export const Marked = ({ text, found }: { text: string; found: readonly Pick<Found, 'rule' | 'start' | 'end'>[] }) =>
  piecesOf(text, found).map(({ text: piece, rule }, i) => (
    <Fragment key={i}>
      {rule ? (
        <mark className={styles.hit} title={rule}>
          {piece}
        </mark>
      ) : (
        piece
      )}
    </Fragment>
  ));
