// The service worker. It stands between the phone and the network for three things only: the cards of a key person
// (the newest when there is a network, the kept ones when there is none), the files of the pages, and what waits to be
// sent. Everything else passes as if it were not there.
import { clientsClaim } from "workbox-core";
import { registerRoute } from "workbox-routing";
import { CacheFirst, NetworkFirst, Strategy } from "workbox-strategies";
import { flush } from "./outbox.js";
import { readKeep } from "./keep.js";
import { listenForPush } from "./push.js";
import { inTouch } from "./touch.js";
import { Store } from "./store.js";

const SETTINGS = self.POCKET;
// On a bad line a kept card after this long is better than a white page.
const PATIENCE = 6000;

let opened = null;
const store = () => {
  opened = opened || Store.open();
  return opened;
};

const html = (text, status = 200) =>
  new Response(text, { status, headers: { "Content-Type": "text/html; charset=utf-8", ...SETTINGS.headers } });

// A kept card says so itself: the page reads when it was kept and tells the person.
function asKept(page) {
  return html(page.html.replace("<head>", `<head><meta name="kept" content="${page.saved}">`));
}

class Cards extends Strategy {
  async _handle(request, handler) {
    const path = new URL(request.url).pathname;
    const fromNetwork = handler.fetch(request).then(
      (response) => {
        if (response.status >= 500) throw new Error("the server is not well");
        handler.waitUntil(this.keep(path, response.clone()));
        handler.waitUntil(this.ask(response));
        return response;
      },
    );
    const kept = await (await store()).keptPage(path).catch(() => null);
    try {
      if (!kept) return await fromNetwork;
      const late = new Promise((_, reject) => setTimeout(() => reject(new Error("slow")), PATIENCE));
      return await Promise.race([fromNetwork, late]);
    } catch {
      fromNetwork.catch(() => {});
      if (kept) return asKept(kept);
      const start = await (await store()).keptPage(SETTINGS.start).catch(() => null);
      return start ? asKept(start) : Response.error();
    }
  }

  async keep(path, response) {
    const keep = readKeep(response);
    if (keep === "no" || response.status === 404 || response.status === 410) await (await store()).dropPage(path);
    else if (keep && response.status === 200) {
      await (await store()).keepPage({ path, html: await response.text(), ...keep });
    }
  }

  // Was this phone reported lost? Asked now and then, and whenever a page did not open as it should.
  async ask(response) {
    const state = await inTouch(await store(), SETTINGS.touch, { now: response.status !== 200 });
    if (state === "lost") await self.registration.unregister();
  }
}

const isCard = ({ request, url, sameOrigin }) =>
  sameOrigin && request.mode === "navigate" && SETTINGS.pages.some((start) => url.pathname.startsWith(start));

registerRoute(isCard, new Cards({ cacheName: "unused" }));
// Files with a fingerprint in their name never change; the others are asked for first.
registerRoute(
  ({ url, sameOrigin }) => sameOrigin && url.pathname.startsWith(SETTINGS.files) && /\.[0-9a-f]{12}\.\w+$/.test(url.pathname),
  new CacheFirst({ cacheName: "files" }),
);
registerRoute(
  ({ url, sameOrigin, request }) =>
    sameOrigin &&
    request.mode !== "navigate" &&
    (url.pathname.startsWith(SETTINGS.files) || /\/(thema|theme)\/|\.webmanifest$/.test(url.pathname)),
  new NetworkFirst({ cacheName: "files", networkTimeoutSeconds: 4 }),
);

// An answer that could not be sent must not look as if it was: the start page says so.
registerRoute(
  isCard,
  {
    async handle({ request }) {
      try {
        return await fetch(request);
      } catch {
        const start = await (await store()).keptPage(SETTINGS.start).catch(() => null);
        return start
          ? html(start.html.replace("<head>", '<head><meta name="not-sent" content="yes">'), 503)
          : Response.error();
      }
    },
  },
  "POST",
);

// --- Life of a worker --------------------------------------------------------------------------------------------------
self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open("files").then((cache) =>
      Promise.all(
        SETTINGS.shell.map(async (file) => {
          // What the page just fetched is in the browser's own cache: this costs no second download.
          if (!(await cache.match(file))) await cache.add(file);
        }),
      ),
    ),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open("files");
      const now = new Set(SETTINGS.shell.map((file) => new URL(file, self.location).href));
      for (const request of await cache.keys()) {
        // Fonts and themes come back by themselves; old versions of files would stay for ever.
        if (!now.has(request.url)) await cache.delete(request);
      }
      await (await store()).tidy();
    })(),
  );
});

clientsClaim();
listenForPush(self, SETTINGS.files);

self.addEventListener("message", (event) => {
  if (event.data === "take-over") self.skipWaiting();
});

async function sendAll() {
  const result = await flush(await store());
  const pages = await self.clients.matchAll({ type: "window" });
  pages.forEach((page) => page.postMessage({ outbox: "changed" }));
  // A rejected sync is tried again by the browser, later and later.
  if (result.left) throw new Error(`${result.left} not sent yet`);
}

self.addEventListener("sync", (event) => {
  if (event.tag === "outbox") event.waitUntil(sendAll());
});
