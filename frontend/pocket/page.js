// What the pages of a key person do beyond HTML: keep cards for where there is no network, keep what was filled in, send
// it when the network is back. Without any of this every page still works. Words stand on #pocket, in the page's language.
import { refuses } from "./guard.js";
import { readKeep } from "./keep.js";
import { flush } from "./outbox.js";
import { endPush } from "./push.js";
import { newId, placeOf, Store } from "./store.js";
import { inTouch } from "./touch.js";

const pocket = document.getElementById("pocket");
const here = placeOf(location.pathname);
const isHere = (path) => placeOf(path) === here;
const say = (name) => pocket.dataset[name] || "";
const meta = (name) => (document.querySelector(`meta[name="${name}"]`) || {}).content || "";

// --- Saying something --------------------------------------------------------------------------------------------------
const lines = new Map();

function line(name, text, { tone = "info", button = "", href = "", act = null, focus = false } = {}) {
  if (lines.has(name)) lines.get(name).remove();
  lines.delete(name);
  if (!text) return;
  const box = document.getElementById(`pocket-${tone}`).content.firstElementChild.cloneNode(true);
  const content = box.querySelector("p");
  content.textContent = text;
  if (button) {
    const more = document.createElement(href ? "a" : "button");
    more.className = "nl-button nl-button--secondary";
    more.textContent = button;
    if (href) more.href = href;
    else more.type = "button";
    if (act) more.addEventListener("click", act);
    const row = document.createElement("p");
    row.append(more);
    content.after(row);
  }
  document.getElementById("meldingen").append(box);
  lines.set(name, box);
  if (focus) {
    box.tabIndex = -1;
    box.focus();
  }
}

function moment(number) {
  const words = { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" };
  return new Intl.DateTimeFormat(document.documentElement.lang, { ...words, timeZone: "Europe/Amsterdam" }).format(number);
}

// --- What waits, what has to be read -----------------------------------------------------------------------------------
async function showState(store) {
  const all = await store.waiting();
  const place = document.querySelector("form[data-queue=log]");
  const own = place ? all.filter((entry) => isHere(entry.path)) : [];
  const waiting = all.filter((entry) => !own.includes(entry));
  line("waiting", waiting.length ? say(waiting.length === 1 ? "waitingOne" : "waitingMore").replace("0", waiting.length) : "", {
    button: navigator.onLine ? say("sendNow") : "",
    act: () => sendAll(store),
  });
  for (const told of await store.toldAll()) {
    const away = told.mend && !isHere(told.path);
    line(`told-${told.id}`, told.say, {
      tone: "warn",
      button: away ? say("mend") : say("ok"),
      href: away ? told.path : "",
      act: async () => {
        await store.toldRead(told.id);
        line(`told-${told.id}`, "");
      },
    });
  }
  if (own.length) standAside(place);
}

// The form is on its way: a second one for the same visit would only confuse.
function standAside(form) {
  if (form.hidden) return;
  form.hidden = true;
  document.querySelectorAll("[data-with-form]").forEach((part) => {
    part.hidden = true;
  });
  line("kept", "");
  line("saved", say("saved"), { tone: "good", button: say("back"), href: pocket.dataset.start, focus: true });
}

// Other windows of the same phone hear of it.
const channel = window.BroadcastChannel ? new BroadcastChannel("sleutelbos") : null;

let busy = null;
function sendAll(store) {
  busy = busy || flush(store).finally(() => {
    busy = null;
  });
  return busy.then(async (result) => {
    if (channel && result.sent.length + result.told.length) channel.postMessage("outbox");
    await showState(store);
    if (result.sent.some((entry) => isHere(entry.path) && entry.kind === "log")) location.replace(location.pathname);
    else if (result.sent.length) line("sent", result.sent[0].done || say("sent"), { tone: "good" });
    return result;
  });
}

async function askForSync() {
  try {
    const worker = await navigator.serviceWorker.ready;
    if (worker.sync) await worker.sync.register("outbox");
  } catch {
    // Not everywhere: then the next page, or the network coming back, sends.
  }
}

// --- Forms that may be sent later ----------------------------------------------------------------------------------------
function fieldsOf(form, submitter) {
  const data = new FormData(form);
  if (submitter && submitter.name) data.append(submitter.name, submitter.value);
  return [...data].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken" && name !== "sent_key");
}

function fillIn(form, fields) {
  const names = new Set(Array.from(form.elements, (field) => field.name).filter(Boolean));
  ["csrfmiddlewaretoken", "sent_key"].forEach((name) => names.delete(name));
  names.forEach((name) => {
    const values = fields.filter(([field]) => field === name).map(([, value]) => value);
    const parts = Array.from(form.elements).filter((field) => field.name === name && field.type !== "submit");
    parts.forEach((field) => {
      if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
      else if (values.length) field.value = values[0];
      field.dispatchEvent(new Event("sync-slider"));
      const rest = field.closest("[data-rest]");
      if (rest && (field.type === "checkbox" ? field.checked : field.value)) rest.open = true;
    });
  });
}

function guarded(form) {
  let first = null;
  form.querySelectorAll("[data-guard]").forEach((field) => {
    const id = `${field.id}-guard`;
    const old = document.getElementById(id);
    if (old) old.remove();
    const wrong = refuses(field.value);
    field.setAttribute("aria-invalid", String(wrong));
    if (!wrong) return;
    const error = document.createElement("p");
    error.id = id;
    error.className = "utrecht-form-field-error-message sb-error";
    error.textContent = say("guard");
    field.before(error);
    field.setAttribute("aria-describedby", `${id} ${field.getAttribute("aria-describedby") || ""}`.trim());
    first = first || field;
  });
  if (first) {
    if (first.closest("details")) first.closest("details").open = true;
    first.focus();
  }
  return first === null;
}

async function prepare(store, form) {
  const path = location.pathname;
  const isLog = form.dataset.queue === "log";
  let id = newId();
  let saving = Promise.resolve();
  let closed = false;
  if (isLog) {
    const draft = await store.draft(path);
    if (draft) {
      id = draft.id;
      fillIn(form, draft.fields);
      line("draft", say("draft"));
    }
    const save = () => {
      if (closed) return;
      // A number that may not be kept on the server is not kept on the phone either.
      const bad = new Set(Array.from(form.querySelectorAll("[data-guard]")).filter((f) => refuses(f.value)).map((f) => f.name));
      const fields = fieldsOf(form).filter(([name]) => !bad.has(name));
      saving = saving.then(() => (closed ? null : store.keepDraft(path, { id, fields }))).catch(() => {});
    };
    form.addEventListener("input", save);
    form.addEventListener("change", save);
  }
  form.ready = true;
  form.queue = async (submitter) => {
    const early = Number(form.dataset.starts || 0);
    if (early > Date.now()) {
      line("early", say("early"), { tone: "warn", focus: true });
      return;
    }
    closed = true;
    await saving;
    const entry = {
      id,
      kind: form.dataset.queue,
      url: form.dataset.send,
      path,
      done: form.dataset.done || "",
      fields: [...fieldsOf(form, submitter), ...JSON.parse(form.dataset.fields || "[]")],
    };
    await store.queue(entry);
    line("draft", "");
    if (navigator.onLine) await sendAll(store);
    const left = await store.waitingFor(entry.url);
    if (left) {
      await askForSync();
      if (isLog) standAside(form);
      else line("saved", say("saved"), { tone: "good", focus: true });
      await showState(store);
    } else {
      closed = false;
      id = newId();
      if (isLog) {
        const back = await store.draft(path);
        if (back) id = back.id;
      }
    }
  };
}

// Before anything else hears of it: what this script sends is not sent by the browser as well.
function listen(store) {
  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (form.action && form.method === "post" && new URL(form.action).pathname === pocket.dataset.logout) {
        event.preventDefault();
        event.stopImmediatePropagation();
        signOut(store, form);
        return;
      }
      if (form.ready) {
        event.preventDefault();
        event.stopImmediatePropagation();
        if (form.running || !guarded(form)) return;
        form.running = true;
        form.queue(event.submitter)
          .catch(() => {
            // The phone cannot keep it (no room, or not allowed): then send it as any form.
            form.ready = false;
            form.submit();
          })
          .finally(() => {
            form.running = false;
          });
      } else if (form.method === "post" && !navigator.onLine && !("mark" in form.dataset)) {
        event.preventDefault();
        event.stopImmediatePropagation();
        line("not-sent", say("notSent"), { tone: "bad", focus: true });
      }
    },
    true,
  );
}

async function signOut(store, form) {
  await sendAll(store).catch(() => {});
  const left = (await store.waiting()).length;
  if (left && !window.confirm(say("leave"))) return;
  await endPush();
  await store.wipe();
  form.submit();
}

// --- What other scripts of a page keep, sealed like the rest --------------------------------------------------------------
let hand = null;
window.sleutelbosDrafts = new Promise((done) => {
  hand = done;
});

// A form that is sent now or not at all: what was typed is still there when the page is opened again.
async function keepTyped(store, form) {
  const path = location.pathname;
  const draft = await store.draft(path);
  if (draft) {
    fillIn(form, draft.fields);
    line("draft", say("draft"));
  }
  const save = () => {
    const fields = fieldsOf(form).filter(([, value]) => !refuses(value));
    store.keepDraft(path, { fields }).catch(() => {});
  };
  form.addEventListener("input", save);
  form.addEventListener("change", save);
}

// --- Minutes with the thumb ----------------------------------------------------------------------------------------------
function slider(field) {
  const range = document.createElement("input");
  const most = Number(field.dataset.slider);
  range.type = "range";
  range.min = "0";
  range.step = "5";
  range.className = "sb-slider";
  range.id = `${field.id}-slider`;
  range.setAttribute("aria-label", field.labels[0].textContent.trim());
  const show = () => {
    const minutes = Number(field.value) || 0;
    range.max = String(Math.max(most, minutes));
    range.value = String(minutes);
    range.setAttribute("aria-valuetext", `${minutes} ${field.dataset.unit}`);
  };
  range.addEventListener("input", () => {
    field.value = range.value;
    range.setAttribute("aria-valuetext", `${range.value} ${field.dataset.unit}`);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  field.addEventListener("input", show);
  field.addEventListener("sync-slider", show);
  show();
  field.before(range);
}

// --- Cards -----------------------------------------------------------------------------------------------------------------
async function keepCards(store) {
  const wanted = say("keep").split(" ").filter(Boolean).map((part) => part.split("|"));
  // What opens where a page was never kept, in the language read last.
  wanted.unshift([`${pocket.dataset.start}?telefoon=1`, document.documentElement.lang]);
  for (const [address, version] of wanted) {
    const path = new URL(address, location).pathname;
    if (document.visibilityState === "hidden" || (await store.pageVersion(path)) === version) continue;
    try {
      const response = await fetch(address, { credentials: "same-origin", headers: { Accept: "text/html" } });
      const keep = readKeep(response);
      if (keep === "no") await store.dropPage(path);
      else if (keep && response.ok && !response.redirected) {
        await store.keepPage({ path, html: await response.text(), ...keep, version });
      }
    } catch {
      return;
    }
  }
}

async function listCards(store) {
  const list = document.getElementById("pocket-cards");
  if (!list) return;
  const pages = (await store.keptPages()).filter((page) => ["visit", "home", "letter"].includes(page.kind));
  const card = document.getElementById("pocket-card").content.firstElementChild;
  pages.forEach((page) => {
    const item = card.cloneNode(true);
    const link = item.querySelector("a");
    link.href = page.path;
    link.textContent = page.label;
    item.querySelector("p").textContent = page.when || "";
    list.append(item);
  });
  document.getElementById("pocket-none").hidden = pages.length > 0;
}

// --- The worker, and a new version of it -------------------------------------------------------------------------------------
async function startWorker(store) {
  if (!navigator.serviceWorker) return;
  const running = navigator.serviceWorker.controller;
  const worker = await navigator.serviceWorker.register(pocket.dataset.worker, { scope: "/", updateViaCache: "none" });
  let asked = false;
  const offer = (fresh) => {
    if (!fresh || !running) return;
    const act = () => {
      asked = true;
      fresh.postMessage("take-over");
    };
    line("update", say("update"), { button: say("refresh"), act });
  };
  offer(worker.waiting);
  worker.addEventListener("updatefound", () => {
    const fresh = worker.installing;
    fresh.addEventListener("statechange", () => fresh.state === "installed" && offer(fresh));
  });
  navigator.serviceWorker.addEventListener("controllerchange", () => asked && location.reload());
  navigator.serviceWorker.addEventListener("message", (event) => {
    if (event.data && event.data.outbox) leaveIfSent(store);
  });
}

// The worker, or another window, may have sent what this page said was waiting.
async function leaveIfSent(store) {
  await showState(store);
  const form = document.querySelector("form[data-queue=log]");
  if (form && form.hidden && !(await store.waitingFor(form.dataset.send))) location.replace(location.pathname);
}

async function start() {
  if (!pocket || !window.indexedDB || !window.isSecureContext) {
    hand(null);
    return;
  }
  document.querySelectorAll("input[data-slider]").forEach(slider);
  let store;
  try {
    store = await Store.open();
  } catch {
    hand(null);
    return; // A private window of some browsers keeps nothing: then the pages are plain pages.
  }
  hand({
    refuses,
    load: () => store.draft(location.pathname),
    keep: (draft) => store.keepDraft(location.pathname, draft),
  });
  await Promise.all(Array.from(document.querySelectorAll("form[data-queue]"), (form) => prepare(store, form)));
  await Promise.all(Array.from(document.querySelectorAll("form[data-typed]"), (form) => keepTyped(store, form)));
  // What is over is of no use on a phone any more.
  for (const path of say("drop").split(" ").filter(Boolean)) await store.forgetPlace(path);
  listen(store);
  document.documentElement.dataset.pocket = "ready";
  const kept = Number(meta("kept"));
  if (kept) line("kept", say("kept").replace("0", moment(kept)), { tone: "warn" });
  if (meta("not-sent")) line("not-sent", say("notSent"), { tone: "bad" });
  // Where a page says so itself, beside what it is about, nothing moves under a thumb.
  const quiet = document.querySelector("[data-quiet]");
  const offline = () => quiet || line("offline", !kept && !navigator.onLine ? say("offlineNow") : "", { tone: "warn" });
  window.addEventListener("offline", offline);
  window.addEventListener("online", () => {
    offline();
    sendAll(store);
  });
  document.addEventListener("visibilitychange", async () => {
    if (document.visibilityState === "visible" && (await store.waiting()).length) sendAll(store);
  });
  if (channel) channel.addEventListener("message", () => leaveIfSent(store));
  await showState(store);
  await listCards(store);
  // The rest is for later: first the person can read and tap.
  await new Promise((done) => (window.requestIdleCallback ? requestIdleCallback(done, { timeout: 3000 }) : setTimeout(done, 300)));
  await startWorker(store).catch(() => {});
  await store.tidy();
  if ((await store.waiting()).length && navigator.onLine) await sendAll(store);
  window.setInterval(async () => {
    if (navigator.onLine && (await store.waiting()).length) sendAll(store);
  }, 30_000);
  if (!navigator.onLine || kept) return;
  const cards = Boolean(say("keep"));
  const state = await inTouch(store, pocket.dataset.touch, { path: location.pathname, now: cards && !(await store.meta("touched")) });
  if (state === "lost") {
    const worker = navigator.serviceWorker && (await navigator.serviceWorker.getRegistration());
    if (worker) await worker.unregister();
    location.replace("/");
  } else if (cards && (await store.meta("touched"))) await keepCards(store);
  document.documentElement.dataset.pocket = "kept";
}

start();
