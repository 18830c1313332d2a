import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { api, unwrap } from "~/api/client";
import { Problem } from "~/api/problem";
import type { Item } from "~/api/types";
import { Duration, THREE_DAYS, endOf } from "~/parts/Duration";
import { Sheet } from "~/parts/Sheet";
import { Refused } from "~/parts/Trouble";
import { WonInput } from "~/parts/WonInput";

type Props = { item: Item; open: boolean; onClose: () => void };

/** List an unsold or cancelled item again, possibly at another price. */
export function Relist({ item, open, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Sheet open={open} onClose={onClose} title={t("relist.title")}>
      <Question item={item} />
    </Sheet>
  );
}

function Question({ item }: { item: Item }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [price, setPrice] = useState<number | null>(item.startPrice);
  const [length, setLength] = useState(THREE_DAYS);
  const relist = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/items/{itemId}/relist", {
          params: { path: { itemId: item.id } },
          body: { endTime: endOf(length), price },
        }),
      ),
    onSuccess: async (fresh) => {
      await queries.invalidateQueries();
      await navigate(`/items/${fresh.id}`, { replace: true });
    },
  });
  const fault = (name: string) => (relist.error instanceof Problem ? relist.error.field(name) : undefined);
  return (
    <form className="stack" onSubmit={(event) => { event.preventDefault(); relist.mutate(); }}>
      <p className="dim small">{t("relist.text")}</p>
      <WonInput label={t("sell.price")} value={price} onChange={setPrice} error={fault("price")} />
      <Duration value={length} onChange={setLength} error={fault("endTime")} />
      {!fault("price") && !fault("endTime") && <Refused error={relist.error} />}
      <Button type="submit" size="lg" loading={relist.isPending} disabled={!price}>{t("relist.do")}</Button>
    </form>
  );
}
