import { useTranslation } from "~/text/i18n";
import classes from "./RecentSearches.module.css";
import { forgetSearches, recentSearches } from "./recent";

/** The last searches of this browser, under the empty search box. */
export function RecentSearches({ look, close }: { look: (keyword: string) => void; close: () => void }) {
  const { t } = useTranslation();
  const words = recentSearches();
  if (!words.length) return null;
  return (
    <div className={classes.box} role="group" aria-label={t("search.recent")}>
      <p className="spread small">
        <b>{t("search.recent")}</b>
        <button type="button" className={classes.forget} onClick={() => { forgetSearches(); close(); }}>{t("search.forget")}</button>
      </p>
      <ul>
        {words.map((word) => <li key={word}><button type="button" className={classes.word} onClick={() => look(word)}>{word}</button></li>)}
      </ul>
    </div>
  );
}
