import { useInfiniteQuery } from "@tanstack/react-query";
import type { Item } from "~/api/types";
import { itemsQuery } from "~/features/items/queries";
import { phaseOf } from "~/live/situation";
import { useTranslation } from "~/text/i18n";
import { OtherItems } from "./OtherItems";

const SHOWN = 4;
const WORDS = 2;

/** Live auctions whose names begin like this one's, once it is over and the viewer has not won it. */
export function Similar({ item }: { item: Item }) {
  const { t } = useTranslation();
  const phase = phaseOf(item);
  const over = phase !== "live" && phase !== "scheduled";
  const keyword = item.name.split(/\s+/).slice(0, WORDS).join(" ").slice(0, 50);
  const wanted = over && !item.viewer?.isSeller && !item.viewer?.isLeading;
  const { data } = useInfiniteQuery({ ...itemsQuery({ keyword, sort: "endingSoon", status: "live" }, SHOWN), enabled: wanted });
  const items = wanted ? (data?.pages[0]?.items ?? []) : [];
  return <OtherItems id="similar" title={t("item.similar")} items={items} />;
}
