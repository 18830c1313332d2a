import { api, unwrap } from "~/api/client";
import type { Item } from "~/api/types";
import { endOf } from "~/parts/Duration";
import { Sheet } from "~/parts/Sheet";
import { navigate } from "~/router/place";
import { useTranslation } from "~/text/i18n";
import { TermsForm, termsBody } from "./TermsForm";

type Props = { item: Item; open: boolean; onClose: () => void };

/** List an unsold or cancelled item again, with what its seller changes of it. */
export default function Relist({ item, open, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Sheet open={open} onClose={onClose} title={t("relist.title")}>
      <TermsForm
        item={item}
        relisting
        submit={t("relist.do")}
        save={(changes) =>
          unwrap(
            api.POST("/api/items/{itemId}/relist", {
              params: { path: { itemId: item.id } },
              body: { ...termsBody(changes), endTime: endOf(changes.words.length) },
            }),
          )
        }
        done={async (fresh) => navigate(`/items/${fresh.id}`, { replace: true })}
      />
    </Sheet>
  );
}
