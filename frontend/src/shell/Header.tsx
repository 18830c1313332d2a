import { Button } from "@mantine/core";
import { useSignedIn } from "~/api/session";
import { SearchBox } from "~/features/items/SearchBox";
import { Icon } from "~/parts/Icon";
import { Logo } from "~/parts/Logo";
import { useSignInLink } from "~/parts/useSignInLink";
import { Link } from "~/router/Link";
import { useTranslation } from "~/text/i18n";
import classes from "./Header.module.css";
import { UnseenCount } from "./UnseenCount";
import { LanguageSwitch } from "./LanguageSwitch";

export function Header() {
  const { t } = useTranslation();
  const signedIn = useSignedIn();
  const signIn = useSignInLink();
  return (
    <header className={classes.header}>
      <div className={classes.inner}>
        <Link to="/" className={classes.home} aria-label={t("nav.toHome")}>
          <Logo />
        </Link>
        <div className={classes.search}>
          <SearchBox />
        </div>
        <nav className={classes.nav} aria-label={t("nav.menu")}>
          <Link to="/sell" className={classes.link}>{t("nav.sell")}</Link>
          {signedIn ? (
            <>
              <Link to="/me" className={classes.link}>{t("nav.me")}</Link>
              <Link to="/watching" className={classes.icon} aria-label={t("nav.watching")}>
                <Icon name="heart" />
              </Link>
              <Link to="/notifications" className={classes.icon} title={t("nav.notifications")}>
                <Icon name="bell" />
                <span className="unseen">{t("nav.notifications")}</span>
                <UnseenCount />
              </Link>
              <Link to="/settings" className={classes.icon} aria-label={t("nav.settings")}>
                <Icon name="gear" />
              </Link>
            </>
          ) : (
            <>
              <Link to="/settings" className={classes.icon} aria-label={t("nav.settings")}>
                <Icon name="gear" />
              </Link>
              <Button component={Link} {...signIn} radius="xl" size="sm">{t("nav.login")}</Button>
            </>
          )}
        </nav>
        <LanguageSwitch />
      </div>
    </header>
  );
}
