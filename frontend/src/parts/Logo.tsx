import classes from "./Logo.module.css";

/** The logo: a brush stroke and a coin. */
export function Logo({ wordless = false }: { wordless?: boolean }) {
  return (
    <span className={classes.logo}>
      <svg viewBox="0 0 40 40" width={34} height={34} aria-hidden="true">
        <rect width="40" height="40" rx="11" className={classes.tile} />
        <path d="M8.5 25.5c3.6 4.4 8.6 4.6 12.6.4 4.6-4.8 5.4-11 10.9-13.8" className={classes.swish} />
        <circle cx="13" cy="14" r="3.4" className={classes.coin} />
      </svg>
      {wordless ? <span className="unseen">쓱Bay</span> : <span className={classes.word}>쓱<b>Bay</b></span>}
    </span>
  );
}
