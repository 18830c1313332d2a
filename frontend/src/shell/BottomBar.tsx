import { Icon, type IconName } from "~/parts/Icon";
import { Link } from "~/router/Link";
import { useLocation } from "~/router/place";
import { type TextKey, useTranslation } from "~/text/i18n";
import classes from "./BottomBar.module.css";
import { UnseenCount } from "./UnseenCount";

const PLACES: [to: string, icon: IconName, text: TextKey][] = [
  ["/", "home", "nav.home"],
  ["/watching", "heart", "nav.watching"],
  ["/sell", "plus", "nav.sell"],
  ["/notifications", "bell", "nav.notifications"],
  ["/me", "bag", "nav.me"],
];

/** Navigation on a phone; an item's page has its own bar instead. */
export function BottomBar() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  if (/^\/items\/\d+$/.test(pathname)) return null;
  return (
    <nav className={classes.bar} aria-label={t("nav.menuBelow")}>
      {PLACES.map(([to, icon, text]) => (
        <Link key={to} to={to} aria-current={pathname === to ? "page" : undefined} className={classes.place}>
          <span className={classes.icon}>
            <Icon name={icon} size={24} />
            {icon === "bell" && <UnseenCount />}
          </span>
          {t(text)}
        </Link>
      ))}
    </nav>
  );
}
