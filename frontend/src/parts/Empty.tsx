import type { ReactNode } from "react";
import classes from "./Empty.module.css";

const DRAWINGS = {
  box: (
    <>
      <path className={classes.fill} d="M30 62 80 44l50 18v44l-50 20-50-20Z" />
      <path d="M30 62l50 18 50-18M80 80v46M30 62v44l50 20 50-20V62L80 44Z" />
      <path d="M30 62 18 78l50 19 12-17m50-18 12 16-50 19-12-17" />
      <path className={classes.accent} d="M62 26c6 8 14 8 20 0s14-9 20-1" />
    </>
  ),
  glass: (
    <>
      <circle className={classes.fill} cx="72" cy="66" r="34" />
      <circle cx="72" cy="66" r="34" />
      <path d="M97 91l30 30" strokeWidth="9" />
      <path className={classes.accent} d="M56 72c5 6 12 6 17 1 6-6 7-13 14-16" />
    </>
  ),
  plug: (
    <>
      <path className={classes.fill} d="M38 60h44v20a22 22 0 0 1-44 0Z" />
      <path d="M38 60h44v20a22 22 0 0 1-44 0ZM49 60V42m22 18V42M60 102v12c0 14 20 14 20 0V92c0-14 20-14 20 0v30" />
      <path className={classes.accent} d="M112 44l8-8m-2 20h12M104 36V24" />
    </>
  ),
  gavel: (
    <>
      <path className={classes.fill} d="M62 38l34 34-16 16-34-34Z" />
      <path d="M62 38l34 34-16 16-34-34ZM54 30l16 16M88 64l16 16M70 80l-34 34M84 122h44" />
      <path className={classes.accent} d="M108 44c5 6 12 6 17 1" />
    </>
  ),
} as const;

export type EmptyProps = { drawing: keyof typeof DRAWINGS; title: string; children?: ReactNode; action?: ReactNode; level?: 1 | 2 };

/** An empty state: a drawing, one sentence, and the next step. */
export function Empty({ drawing, title, children, action, level = 2 }: EmptyProps) {
  const Title = level === 1 ? "h1" : "h2";
  return (
    <div className={classes.empty}>
      <svg viewBox="0 0 160 144" width={152} height={136} aria-hidden="true" className={classes.drawing}>
        {DRAWINGS[drawing]}
      </svg>
      <Title>{title}</Title>
      {children && <p className="dim">{children}</p>}
      {action && <div className={classes.action}>{action}</div>}
    </div>
  );
}
