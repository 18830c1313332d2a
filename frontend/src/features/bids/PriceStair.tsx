import { useTranslation } from "~/text/i18n";
import { won } from "~/text/won";
import classes from "./PriceStair.module.css";

const STEPS = 6;
const [WIDTH, HEIGHT, TOP, BOTTOM] = [300, 92, 30, 64];

type Props = { price: number; max: number | null; secret: boolean };

/** A small picture of automatic bidding: the price now, and the steps up to a maximum, which is secret once the reserve is met. */
export function PriceStair({ price, max, secret }: Props) {
  const { t } = useTranslation();
  const width = WIDTH / STEPS;
  const height = (BOTTOM - TOP) / (STEPS - 1);
  const line = Array.from({ length: STEPS }, (_, step) => `V${BOTTOM - step * height}h${width}`).join("");
  return (
    <div className={classes.stair} role="img" aria-label={t("bid.stair", { price: won(price) })}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        <path d={`M0 ${BOTTOM}${line}V${HEIGHT}H0Z`} className={classes.reach} />
        <path d={`M0 ${BOTTOM}${line}`} className={classes.steps} vectorEffect="non-scaling-stroke" />
        <path d={`M0 ${TOP}H${WIDTH}`} className={classes.limit} vectorEffect="non-scaling-stroke" />
      </svg>
      <span className={`${classes.mine} number`}>{max ? t(secret ? "bid.stairMine" : "bid.stairShown", { max: won(max) }) : t("bid.stairAsk")}</span>
      <span className={`${classes.now} number`}>{t("bid.stairNow", { price: won(price) })}</span>
    </div>
  );
}
