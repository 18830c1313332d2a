import { api, unwrap } from "~/api/client";
import type { Item } from "~/api/types";
import { Sheet } from "~/parts/Sheet";
import { useTranslation } from "~/text/i18n";
import { TermsForm, termsBody } from "./TermsForm";

type Props = { item: Item; open: boolean; onClose: () => void };

/** Edit a listing before the first bid. */
export default function EditItem({ item, open, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Sheet open={open} onClose={onClose} title={t("edit.title")}>
      <TermsForm
        item={item}
        submit={t("save")}
        save={(changes) => unwrap(api.PATCH("/api/items/{itemId}", { params: { path: { itemId: item.id } }, body: termsBody(changes) }))}
        done={async () => onClose()}
      />
    </Sheet>
  );
}
