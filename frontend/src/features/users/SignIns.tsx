import { Button } from "@mantine/core";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "~/api/client";
import { useNow } from "~/connection/clock";
import { Refused, Trouble } from "~/parts/Trouble";
import { useTranslation } from "~/text/i18n";
import { ago, inSeoul } from "~/text/times";
import classes from "./Users.module.css";

/** The sign-ins of the caller. */
export const SIGN_INS = queryOptions({
  queryKey: ["me", "signIns"],
  queryFn: async ({ signal }) => (await unwrap(api.GET("/api/me/sign-ins", { signal }))).signIns,
});

/** Where I am signed in, and a button to end each sign-in but this one, or all of them. */
export function SignIns() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const time = useNow();
  const { data, error, refetch } = useQuery(SIGN_INS);
  const end = useMutation({
    mutationFn: (id: string | null) =>
      unwrap(id === null ? api.DELETE("/api/me/sign-ins") : api.DELETE("/api/me/sign-ins/{id}", { params: { path: { id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: ["me", "signIns"] }),
  });
  const others = (data ?? []).filter(({ current }) => !current);
  return (
    <section className={classes.box} aria-labelledby="sign-ins">
      <h2 id="sign-ins">{t("signIns.title")}</h2>
      {error && !data && <Trouble error={error} again={() => void refetch()} />}
      <ul className={classes.signIns}>
        {data?.map(({ id, device, address, createdAt, lastUsedAt, current }) => (
          <li key={id}>
            <span>
              <b>{device}</b>{current && <span className={classes.here}>{t("signIns.current")}</span>}
              <span className="dim small">{[t("signIns.used", { ago: ago(lastUsedAt, time) }), address].filter(Boolean).join(" · ")}</span>
              <span className="dim small">{t("signIns.since", { moment: inSeoul(createdAt) })}</span>
            </span>
            {!current && (
              <Button variant="default" size="compact-md" loading={end.isPending && end.variables === id} onClick={() => end.mutate(id)}>
                {t("signIns.end")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <Refused error={end.error} />
      {others.length > 0 && (
        <Button variant="light" color="red" size="md" loading={end.isPending && end.variables === null} onClick={() => end.mutate(null)}>
          {t("signIns.endOthers")}
        </Button>
      )}
    </section>
  );
}
