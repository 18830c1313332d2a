// Shows each push message as a notification, and opens its auction when it is pressed. It caches nothing.

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("push", (event) => event.waitUntil(show(read(event.data))));
addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data));
});

/** The message, `{title, body, tag, url}`; a browser insists on a notification even for a message without a body. */
function read(data) {
  try {
    return data.json();
  } catch {
    return {};
  }
}

/** A message that arrives twice has one tag, so it is shown once. */
function show({ title = "쓱Bay", body = "", tag, url = "/notifications" }) {
  return registration.showNotification(title, { body, tag, data: url, icon: "/icon-192.png", badge: "/icon-192.png" });
}

async function open(url) {
  const target = new URL(url, location.origin);
  if (target.origin !== location.origin) return;
  const pages = await clients.matchAll({ type: "window" });
  const page = pages.find((page) => page.url === target.href);
  // a new window, since in one that is open something may be half typed
  await (page ? page.focus() : clients.openWindow(target.href));
}
