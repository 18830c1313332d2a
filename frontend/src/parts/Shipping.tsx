import type { Item } from "~/api/types";
import { useTranslation } from "~/text/i18n";
import { won } from "~/text/won";

/** How an item is received and for what fee: 택배 4,000원 · 직거래. Nothing where the seller gave none. */
export function Shipping({ options }: { options: Item["shipping"] }) {
  const { t } = useTranslation();
  if (!options.length) return null;
  const said = options.map(({ kind, fee }) => (kind === "meet" && !fee ? t("shipping.meet") : `${t(`shipping.${kind}`)} ${fee ? won(fee) : t("shipping.free")}`));
  return <p className="small number"><span className="dim">{t("shipping.label")}</span> {said.join(" · ")}</p>;
}
