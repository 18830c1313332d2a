import { Modal } from "@mantine/core";
import { useEffect, useState } from "react";
import type { Picture } from "~/api/types";
import { useHistoryEntry } from "~/parts/historyEntries";
import { Icon } from "~/parts/Icon";
import { useTranslation } from "~/text/i18n";
import classes from "./Lightbox.module.css";

type Props = { pictures: Picture[]; name: string; start: number; open: boolean; onClose: () => void };

/** A full-screen photo; the arrow keys show the next and the previous one. */
export function Lightbox({ pictures, name, start, open, onClose }: Props) {
  const { t } = useTranslation();
  const [at, setAt] = useState(start);
  useEffect(() => setAt(start), [start, open]);
  const turn = (step: number) => setAt((before) => (before + step + pictures.length) % pictures.length);
  const picture = pictures[at];
  const onTop = useHistoryEntry(open, onClose);
  return (
    <Modal
      opened={open}
      onClose={onClose}
      closeOnEscape={onTop}
      fullScreen
      lockScroll={false}
      withCloseButton={false}
      title={<span className="unseen">{name}</span>}
      classNames={{ content: classes.content, header: "unseen", body: classes.body }}
      onKeyDown={(event) => {
        if (event.key === "ArrowLeft") turn(-1);
        if (event.key === "ArrowRight") turn(1);
      }}
    >
      {picture && <img className={classes.picture} src={picture.url} alt={`${name} ${at + 1}`} />}
      <button type="button" data-autofocus className={`${classes.button} ${classes.close}`} aria-label={t("close")} onClick={onClose}>
        <Icon name="close" />
      </button>
      {pictures.length > 1 && (
        <div className={classes.turns}>
          <button type="button" className={classes.button} aria-label={t("gallery.before")} onClick={() => turn(-1)}>
            <Icon name="back" />
          </button>
          <span className="number">{at + 1} / {pictures.length}</span>
          <button type="button" className={classes.button} aria-label={t("gallery.next")} onClick={() => turn(1)}>
            <Icon name="forward" />
          </button>
        </div>
      )}
    </Modal>
  );
}
