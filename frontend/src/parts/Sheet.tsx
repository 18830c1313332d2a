import { Modal } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./Sheet.module.css";

type Props = { open: boolean; onClose: () => void; title: string; children: ReactNode };

/** A question of its own: a sheet from below on a phone, a box in the middle on a desk. */
export function Sheet({ open, onClose, title, children }: Props) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={open}
      onClose={onClose}
      title={title}
      // the kit locks scrolling with a style element, which our policy forbids; base.css does it instead
      lockScroll={false}
      transitionProps={{ transition: "slide-up", duration: 180 }}
      classNames={{ inner: classes.inner, content: classes.content, header: classes.header, title: classes.title }}
      closeButtonProps={{ "aria-label": t("close"), size: "lg" }}
      // a header inside a dialog is no banner of the page
      attributes={{ header: { role: "presentation" } }}
      overlayProps={{ backgroundOpacity: 0.5 }}
    >
      {children}
    </Modal>
  );
}
