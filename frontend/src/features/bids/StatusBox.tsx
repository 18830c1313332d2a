import { Button } from "@mantine/core";
import type { Item, MyBid } from "~/api/types";
import { type Act, blanksOf, say, situationOf, toneOf } from "~/live/situation";
import { Icon, type IconName } from "~/parts/Icon";
import { Link } from "~/router/Link";
import { useTranslation } from "~/text/i18n";
import { won } from "~/text/won";
import classes from "./StatusBox.module.css";

const ICONS: Partial<Record<string, IconName>> = { good: "crown", bad: "flag", wait: "clock" };
const WAYS = { order: (item: Item) => `/orders?item=${item.id}`, others: () => "/" };
const isWay = (act: Act): act is keyof typeof WAYS => act in WAYS;

type Props = { item: Item; mine?: MyBid };

/** How the auction stands for a bidder, or how it ended, and the way on. Nothing while it is live and they have not bid. */
export function StatusBox({ item, mine }: Props) {
  const { t } = useTranslation();
  const situation = situationOf(item, mine);
  if (situation.phase === "live" && situation.role === "nobody") return null;
  const { key, acts } = say(situation);
  const tone = toneOf(key);
  const blanks = blanksOf(item, mine);
  const max = item.viewer?.maxAmount ?? 0;
  return (
    <div role="status" className={classes.box} data-tone={tone}>
      {ICONS[tone] && <Icon name={ICONS[tone]} size={20} />}
      <span className={classes.words}>
        <b>{t(`say.${key}.title`, blanks)}</b>
        <span className="number">{t(`say.${key}.text`, blanks)}</span>
        {situation.phase === "live" && max > item.price && <span className="number">{t("mine.max", { max: won(max) })}</span>}
        {acts.filter(isWay).map((act) => (
          <Button key={act} component={Link} to={WAYS[act](item)} variant={act === "order" ? "filled" : "light"}>{t(`act.${act}`)}</Button>
        ))}
      </span>
    </div>
  );
}
