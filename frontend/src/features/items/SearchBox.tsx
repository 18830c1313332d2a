import { CloseButton, TextInput } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { Icon } from "~/parts/Icon";
import { navigate, useLocation } from "~/router/place";
import { useTranslation } from "~/text/i18n";
import { RecentSearches } from "./RecentSearches";
import classes from "./SearchBox.module.css";
import { keepSearch } from "./recent";

const PAUSE = 300;

/** Searches while typing; the first letter adds a history entry, later ones replace it. */
export function SearchBox() {
  const { t } = useTranslation();
  const { pathname, search } = useLocation();
  const shown = pathname === "/" ? (new URLSearchParams(search).get("q") ?? "") : "";
  const [text, setText] = useState(shown);
  const [focused, setFocused] = useState(false);
  const said = useRef(shown);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  useEffect(() => {
    if (shown === said.current) return;
    said.current = shown;
    setText(shown);
  }, [shown]);

  function look(keyword: string) {
    clearTimeout(timer.current);
    if (keyword.trim() === shown) return;
    said.current = keyword.trim();
    if (said.current) keepSearch(said.current);
    const params = new URLSearchParams(pathname === "/" ? search : "");
    if (said.current) params.set("q", said.current);
    else params.delete("q");
    void navigate(`/?${params}`.replace(/\?$/, ""), { replace: pathname === "/" && shown !== "" });
  }

  function typed(keyword: string) {
    setText(keyword);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => look(keyword), PAUSE);
  }

  return (
    <form
      role="search"
      className={classes.form}
      onSubmit={(event) => { event.preventDefault(); look(text); }}
      onFocus={() => setFocused(true)}
      onBlur={({ currentTarget, relatedTarget }) => setFocused(currentTarget.contains(relatedTarget))}
      onKeyDown={(event) => event.key === "Escape" && setFocused(false)}
    >
      <TextInput
        type="search"
        enterKeyHint="search"
        radius="xl"
        size="md"
        maxLength={50}
        value={text}
        placeholder={t("browse.search")}
        aria-label={t("browse.search")}
        leftSection={<Icon name="search" size={20} />}
        rightSection={text && <CloseButton size="sm" aria-label={t("browse.clear")} onClick={() => { setText(""); look(""); }} />}
        onChange={(event) => typed(event.currentTarget.value)}
      />
      {focused && !text && <RecentSearches look={(word) => { setText(word); look(word); setFocused(false); }} close={() => setFocused(false)} />}
    </form>
  );
}
