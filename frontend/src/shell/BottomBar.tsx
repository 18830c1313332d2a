import { useTranslation } from "react-i18next";
import { NavLink, useLocation } from "react-router";
import { Icon, type IconName } from "~/parts/Icon";
import classes from "./BottomBar.module.css";

const PLACES: [to: string, icon: IconName, text: string][] = [
  ["/", "home", "nav.home"],
  ["/sell", "plus", "nav.sell"],
  ["/me", "bag", "nav.me"],
  ["/settings", "gear", "nav.settings"],
];

/** Navigation on a phone; an item's page has its own bar instead. */
export function BottomBar() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  if (/^\/items\/\d+$/.test(pathname)) return null;
  return (
    <nav className={classes.bar} aria-label={t("nav.menuBelow")}>
      {PLACES.map(([to, icon, text]) => (
        <NavLink key={to} to={to} end className={classes.place}>
          <Icon name={icon} size={24} />
          {t(text)}
        </NavLink>
      ))}
    </nav>
  );
}
