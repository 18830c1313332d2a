import { Button } from "@mantine/core";
import { Sheet } from "~/parts/Sheet";
import { useTranslation } from "~/text/i18n";
import { spoken } from "~/text/won";

type Props = { price: number | null; last: number[]; onClose: () => void; sure: () => void };

/** Asks whether a start price that is unlike the seller's last ones is meant; open while there is a price. */
export function PriceQuestion({ price, last, onClose, sure }: Props) {
  const { t } = useTranslation();
  const [least, most] = [Math.min(...last), Math.max(...last)];
  const range = least === most ? spoken(least) : `${spoken(least)} ~ ${spoken(most)}`;
  return (
    <Sheet open={price !== null} onClose={onClose} title={t("sell.unlike")}>
      <div className="stack">
        <p>{t("sell.unlikeText", { price: spoken(price ?? 0), range })}</p>
        <Button size="lg" variant="default" onClick={onClose}>{t("sell.unlikeNo")}</Button>
        <Button size="lg" onClick={sure}>{t("sell.unlikeYes", { price: spoken(price ?? 0) })}</Button>
      </div>
    </Sheet>
  );
}
