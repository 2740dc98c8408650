// Messages on the phone (Web Push). What arrives is one fixed sentence and a path on this site: no name, place or time.

// Only our own pages are opened, whatever a message says.
function ownPath(link, origin) {
  try {
    const url = new URL(String(link || "/"), origin);
    return url.origin === origin ? url.pathname + url.search + url.hash : "/";
  } catch {
    return "/";
  }
}

export function readMessage(data) {
  let said = {};
  try {
    said = data ? data.json() : {};
  } catch {
    said = {};
  }
  const text = (value, most) => (typeof value === "string" ? value.slice(0, most) : "");
  return { text: text(said.text, 200), link: text(said.link, 600), tag: text(said.tag, 60), lang: text(said.lang, 10), dir: said.dir === "rtl" ? "rtl" : "ltr" };
}

async function show(worker, data, files) {
  const said = readMessage(data);
  // A browser takes the right away from a site that says nothing, so there is always something to say.
  await worker.registration.showNotification("Sleutelbos", {
    body: said.text,
    // The same message twice stands there once.
    tag: said.tag || "sleutelbos",
    lang: said.lang,
    dir: said.dir,
    icon: `${files}ui/app/icon-192.png`,
    badge: `${files}ui/app/icon-192.png`,
    data: { link: ownPath(said.link, worker.location.origin) },
  });
}

async function open(worker, notification) {
  notification.close();
  const link = ownPath(notification.data && notification.data.link, worker.location.origin);
  const pages = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = pages.find((page) => new URL(page.url).pathname === link);
  if (there) return there.focus();
  return worker.clients.openWindow(link);
}

// For the service worker: one call. `files` is where our pictures stand.
export function listenForPush(worker, files) {
  worker.addEventListener("push", (event) => event.waitUntil(show(worker, event.data, files)));
  worker.addEventListener("notificationclick", (event) => event.waitUntil(open(worker, event.notification)));
}

// For signing out and for a lost phone: this browser takes no messages any more. The server hears it from the push
// service (410) with the next message, so this needs no network of ours and no account.
export async function endPush() {
  try {
    const registration = await navigator.serviceWorker.getRegistration("/");
    const subscription = registration && (await registration.pushManager.getSubscription());
    return subscription ? await subscription.unsubscribe() : false;
  } catch {
    return false;
  }
}
