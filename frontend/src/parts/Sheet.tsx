import { Modal } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "~/text/i18n";
import classes from "./Sheet.module.css";
import { useHistoryEntry } from "./historyEntries";

type Props = { open: boolean; onClose: () => void; title: string; children: ReactNode };

// under the short notifications, which are at 400
const [BELOW, ABOVE] = [200, 210];

/** A dialog: a sheet from the bottom on a phone, a box in the middle on a desktop. Back and Escape close the top one. */
export function Sheet({ open, onClose, title, children }: Props) {
  const { t } = useTranslation();
  const onTop = useHistoryEntry(open, onClose);
  return (
    <Modal
      opened={open}
      onClose={onClose}
      closeOnEscape={onTop}
      zIndex={onTop ? ABOVE : BELOW}
      title={title}
      // the kit would lock scrolling with a style element, which the policy forbids; base.css does it
      lockScroll={false}
      transitionProps={{ transition: "slide-up", duration: 180 }}
      classNames={{ inner: classes.inner, content: classes.content, header: classes.header, title: classes.title }}
      closeButtonProps={{ "aria-label": t("close"), size: "lg" }}
      // a header inside a dialog is not the page's banner
      attributes={{ header: { role: "presentation" } }}
      overlayProps={{ backgroundOpacity: 0.5 }}
    >
      {children}
    </Modal>
  );
}
