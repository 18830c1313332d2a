import { useQuery } from "@tanstack/react-query";
import { api, unwrap } from "~/api/client";
import { useTranslation } from "~/text/i18n";
import { won } from "~/text/won";
import classes from "./SimilarPrices.module.css";

const SHORTEST = 2;

/** What similar auctions sold for: low, middle and high; nothing where there were too few. */
export function SimilarPrices({ name }: { name: string }) {
  const { t } = useTranslation();
  const wanted = name.trim();
  const { data } = useQuery({
    queryKey: ["similarPrices", wanted],
    queryFn: ({ signal }) => unwrap(api.GET("/api/items/similar-prices", { params: { query: { name: wanted } }, signal })),
    enabled: wanted.length >= SHORTEST,
    staleTime: 5 * 60_000,
  });
  if (!data?.middle) return null;
  return (
    <section className={classes.strip} aria-labelledby="similar-prices">
      <h2 id="similar-prices" className="small">{t("search.prices", { count: data.count })}</h2>
      <dl>
        {(["low", "middle", "high"] as const).map((key) => (
          <div key={key}>
            <dt className="dim small">{t(`search.${key}`)}</dt>
            <dd className="number">{won(data[key] ?? 0)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
