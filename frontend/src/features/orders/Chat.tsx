import { Button, Textarea } from "@mantine/core";
import { useDocumentVisibility, useInViewport } from "@mantine/hooks";
import { useInfiniteQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { Message, Order } from "~/api/types";
import { now } from "~/connection/clock";
import { onNews } from "~/live/unseen";
import { Refused } from "~/parts/Trouble";
import { useTranslation } from "~/text/orders";
import { inSeoul } from "~/text/times";
import classes from "./Chat.module.css";
import orders from "./Orders.module.css";
import { Photos } from "./Photos";
import { inOrder, isOpen, messagesQuery, useRead, useSend } from "./messages";

/** What both sides have written, the newest at the bottom, and a field to write in. */
export function Chat({ order }: { order: Order }) {
  const { t } = useTranslation();
  const list = useInfiniteQuery(messagesQuery(order.id));
  const { refetch } = list;
  useEffect(() => onNews(() => void refetch()), [refetch]);
  const messages = inOrder(list.data?.pages ?? []);
  const { ref, inViewport } = useInViewport<HTMLDivElement>();
  const isVisible = useDocumentVisibility() === "visible";
  useRead(order, messages.at(-1)?.id, inViewport && isVisible);
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    if (location.hash === "#messages") section.current?.scrollIntoView();
  }, []);
  return (
    <section ref={section} id="messages" className={orders.box} aria-labelledby="chat">
      <h2 id="chat" className={classes.title}>
        {t("chat.title")}
        {order.unreadMessages > 0 && <span className={classes.unread}>{t("chat.unread", { count: order.unreadMessages })}</span>}
      </h2>
      <div ref={ref} className={classes.window} role="log" aria-labelledby="chat" tabIndex={0}>
        <div className={classes.messages}>
          {list.hasNextPage && <Button variant="subtle" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t("chat.older")}</Button>}
          {messages.map((message) => <Said key={message.id} message={message} />)}
          {list.data && !messages.length && <p className={`${classes.none} dim`}>{t("chat.none")}</p>}
          {!list.data && list.error && <Refused error={list.error} />}
        </div>
      </div>
      {isOpen(order, now()) ? <Composer orderId={order.id} /> : <p className="small dim">{t("chat.over")}</p>}
    </section>
  );
}

/** One message. Its text is text: nothing in it becomes a link or anything else. */
function Said({ message: { text, photo, mine, by, createdAt } }: { message: Message }) {
  const { t } = useTranslation();
  return (
    <div className={classes.said} data-mine={mine || undefined}>
      <span className="unseen">{mine ? t("chat.mine") : t(`order.by.${by}`)}: </span>
      {photo && (
        <a href={photo.url} target="_blank" rel="noreferrer">
          <img src={photo.thumbnailUrl} width={photo.width} height={photo.height} alt={t("chat.photo")} loading="lazy" />
        </a>
      )}
      {text && <p dir="auto" className={classes.text}>{text}</p>}
      <time className="dim number" dateTime={createdAt}>{inSeoul(createdAt)}</time>
    </div>
  );
}

/** The field: Enter or the button sends, Shift and Enter begins a line. What could not be sent stays and can be tried again. */
function Composer({ orderId }: { orderId: number }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [photos, setPhotos] = useState<File[]>([]);
  const sending = useSend(orderId);

  function submit() {
    const photo = photos[0] ?? null;
    if (sending.isPending || (!text.trim() && !photo)) return;
    const clear = () => { setText((later) => (later === text ? "" : later)); setPhotos([]); };
    sending.mutate({ text, photo }, { onSuccess: clear });
  }

  function typed(event: KeyboardEvent) {
    // while a Korean letter is being put together, Enter ends the letter
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    submit();
  }

  return (
    <form className={classes.composer} noValidate onSubmit={(event) => { event.preventDefault(); submit(); }}>
      <Photos photos={photos} setPhotos={setPhotos} most={1} label={t("chat.addPhoto")} />
      <Textarea className={classes.field} aria-label={t("chat.write")} placeholder={t("chat.write")} rows={1} maxLength={2_000} value={text} onChange={(event) => setText(event.currentTarget.value)} onKeyDown={typed} />
      <Button type="submit" loading={sending.isPending}>{t("chat.send")}</Button>
      <div className={classes.wrong}><Refused error={sending.error} /></div>
    </form>
  );
}
