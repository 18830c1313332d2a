import { Button, TextInput, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "~/api/client";
import { Problem } from "~/api/problem";
import type { Item } from "~/api/types";
import { Sheet } from "~/parts/Sheet";
import { Refused } from "~/parts/Trouble";
import { WonInput } from "~/parts/WonInput";

type Props = { item: Item; open: boolean; onClose: () => void };

/** Mend a listing before the first bid. */
export function EditItem({ item, open, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Sheet open={open} onClose={onClose} title={t("edit.title")}>
      <EditForm item={item} onClose={onClose} />
    </Sheet>
  );
}

function EditForm({ item, onClose }: Pick<Props, "item" | "onClose">) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [name, setName] = useState(item.name);
  const [content, setContent] = useState(item.content);
  const [price, setPrice] = useState<number | null>(item.startPrice);
  const save = useMutation({
    mutationFn: () =>
      unwrap(api.PATCH("/api/items/{itemId}", { params: { path: { itemId: item.id } }, body: { name, content, price } })),
    onSuccess: async () => {
      await queries.invalidateQueries();
      onClose();
    },
  });
  const fault = (field: string) => (save.error instanceof Problem ? save.error.field(field) : undefined);
  return (
    <form className="stack" onSubmit={(event) => { event.preventDefault(); save.mutate(); }}>
      <TextInput label={t("sell.name")} maxLength={100} value={name} error={fault("name")} onChange={(event) => setName(event.currentTarget.value)} />
      <Textarea label={t("sell.content")} rows={6} maxLength={10_000} value={content} error={fault("content")} onChange={(event) => setContent(event.currentTarget.value)} />
      <WonInput label={t("sell.price")} value={price} onChange={setPrice} error={fault("price")} />
      {!["name", "content", "price"].some(fault) && <Refused error={save.error} />}
      <Button type="submit" size="lg" loading={save.isPending} disabled={!name.trim() || !price}>{t("save")}</Button>
    </form>
  );
}
