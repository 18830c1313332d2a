import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "~/api/client";
import type { Item } from "~/api/types";
import { Sheet } from "~/parts/Sheet";
import { Refused } from "~/parts/Trouble";
import { navigate } from "~/router/place";
import { useTranslation } from "~/text/i18n";

type Props = { item: Item; open: boolean; onClose: () => void };

export function TakeDown({ item, open, onClose }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const down = useMutation({
    mutationFn: () => unwrap(api.DELETE("/api/items/{itemId}", { params: { path: { itemId: item.id } } })),
    onSuccess: async () => {
      await navigate("/me?tab=selling", { replace: true });
      queries.removeQueries({ queryKey: ["item", item.id] });
      await queries.invalidateQueries();
    },
  });
  return (
    <Sheet open={open} onClose={onClose} title={t("down.title")}>
      <div className="stack">
        <p>{t("down.text", { name: item.name })}</p>
        <Refused error={down.error} />
        <Button size="lg" color="red" loading={down.isPending} onClick={() => down.mutate()}>{t("down.do")}</Button>
      </div>
    </Sheet>
  );
}
