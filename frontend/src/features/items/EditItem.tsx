import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "~/api/client";
import { Problem } from "~/api/problem";
import type { Item } from "~/api/types";
import { Sheet } from "~/parts/Sheet";
import { Refused } from "~/parts/Trouble";
import { WonInput } from "~/parts/WonInput";
import { TextField } from "./TextField";
import { TEXT_FIELDS, textsBy } from "./textFields";

type Props = { item: Item; open: boolean; onClose: () => void };

/** Edit a listing before the first bid. */
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
  const [texts, setTexts] = useState(() => textsBy((name) => item[name] ?? ""));
  const [price, setPrice] = useState<number | null>(item.startPrice);
  const save = useMutation({
    mutationFn: () =>
      unwrap(api.PATCH("/api/items/{itemId}", { params: { path: { itemId: item.id } }, body: { ...texts, price } })),
    onSuccess: async () => {
      await queries.invalidateQueries();
      onClose();
    },
  });
  const fault = (field: string) => (save.error instanceof Problem ? save.error.field(field) : undefined);
  return (
    <form className="stack" onSubmit={(event) => { event.preventDefault(); save.mutate(); }}>
      {TEXT_FIELDS.map((field) => (
        <TextField key={field.name} field={field} value={texts[field.name]} error={fault(field.name)} onChange={(event) => setTexts({ ...texts, [field.name]: event.currentTarget.value })} />
      ))}
      <WonInput label={t("sell.price")} value={price} onChange={setPrice} error={fault("price")} />
      {![...TEXT_FIELDS.map(({ name }) => name), "price"].some(fault) && <Refused error={save.error} />}
      <Button type="submit" size="lg" loading={save.isPending} disabled={TEXT_FIELDS.some(({ name, required }) => required && !texts[name].trim()) || !price}>{t("save")}</Button>
    </form>
  );
}
