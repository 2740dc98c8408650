// What a phone keeps: appointment cards, half-filled forms and what still has to be sent. One IndexedDB, shared by the
// pages and the service worker. Everything in it is sealed with AES-GCM under a key that cannot leave the browser; where
// the browser has no Web Crypto no cards are kept at all, only forms that hold nothing about anybody.
import { openDB } from "idb";

const NAME = "sleutelbos";
const STORES = ["keys", "pages", "drafts", "outbox", "told", "meta"];
const DAY = 24 * 60 * 60 * 1000;
// A phone that has not been in touch for this long forgets its cards.
export const FORGET_AFTER = 30 * DAY;

const bytes = (text) => new TextEncoder().encode(text);

// A link holds a signature that differs every time it is made, and a version. What a page is about is neither: the same
// appointment is the same place, whichever link opened it.
export function placeOf(path) {
  const [, before, payload, after] = /^(\/[a-z-]+\/)([\w-]+):[^/]+(\/.*)$/.exec(path) || [];
  if (!payload) return path;
  try {
    return `${before}${JSON.parse(atob(payload.replace(/-/g, "+").replace(/_/g, "/")))[0]}${after}`;
  } catch {
    return path;
  }
}

export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const raw = crypto.getRandomValues(new Uint8Array(16));
  raw[6] = (raw[6] & 15) | 64;
  raw[8] = (raw[8] & 63) | 128;
  const hex = Array.from(raw, (part) => part.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

export class Store {
  constructor(db, { now = () => Date.now() } = {}) {
    this.db = db;
    this.now = now;
    this.keeping = Promise.resolve();
  }

  static async open({ name = NAME, now } = {}) {
    const db = await openDB(name, 1, {
      upgrade(fresh) {
        STORES.forEach((store) => fresh.createObjectStore(store));
      },
      // Another page with a newer version of the store waits for this one: let go at once.
      blocking(_old, _new, event) {
        event.target.close();
      },
    });
    return new Store(db, { now });
  }

  // --- Sealing -------------------------------------------------------------------------------------------------
  get seals() {
    return Boolean(globalThis.crypto && crypto.subtle);
  }

  async key() {
    const known = await this.db.get("keys", "main");
    if (known) return known;
    const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    // Two pages may come here at once: the first key stays.
    const tx = this.db.transaction("keys", "readwrite");
    const first = await tx.store.get("main");
    if (!first) await tx.store.put(made, "main");
    await tx.done;
    return first || made;
  }

  async seal(value) {
    if (!this.seals) return { plain: value };
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await this.key(), bytes(JSON.stringify(value))) };
  }

  // What cannot be opened (the key was destroyed) is as good as absent.
  async unseal(row) {
    if (!row) return null;
    if (!row.data) return row.plain === undefined ? null : row.plain;
    try {
      const clear = await crypto.subtle.decrypt({ name: "AES-GCM", iv: row.iv }, await this.key(), row.data);
      return JSON.parse(new TextDecoder().decode(clear));
    } catch {
      return null;
    }
  }

  // A page's address holds a key to it, so only a digest of it names the row.
  async place(path) {
    if (!this.seals) return placeOf(path);
    const digest = await crypto.subtle.digest("SHA-256", bytes(placeOf(path)));
    return Array.from(new Uint8Array(digest), (part) => part.toString(16).padStart(2, "0")).join("");
  }

  // --- Cards ---------------------------------------------------------------------------------------------------
  // `page`: path, html, kind, label, when, at, until (milliseconds), version.
  async keepPage(page) {
    if (!this.seals) return false;
    const row = { until: page.until, version: page.version, saved: this.now(), ...(await this.seal(page)) };
    await this.db.put("pages", row, await this.place(page.path));
    return true;
  }

  async pageVersion(path) {
    const row = await this.db.get("pages", await this.place(path));
    return row && row.until > this.now() ? row.version : null;
  }

  async keptPage(path) {
    const row = await this.db.get("pages", await this.place(path));
    if (!row || row.until <= this.now()) return null;
    const page = await this.unseal(row);
    return page && { ...page, saved: row.saved };
  }

  async dropPage(path) {
    await this.db.delete("pages", await this.place(path));
  }

  // A page and what was typed on it.
  async forgetPlace(path) {
    const place = await this.place(path);
    await this.db.delete("pages", place);
    await this.db.delete("drafts", place);
  }

  async keptPages() {
    const rows = (await this.db.getAll("pages")).filter((row) => row.until > this.now());
    const pages = await Promise.all(rows.map((row) => this.unseal(row)));
    return pages.filter(Boolean).sort((a, b) => (a.at || 0) - (b.at || 0));
  }

  // Cards that are over go; after a month without contact every card goes. What must still be sent stays.
  async tidy() {
    const now = this.now();
    const seen = await this.meta("contact");
    const all = seen && now - seen > FORGET_AFTER;
    const tx = this.db.transaction(["pages", "drafts"], "readwrite");
    for (let cursor = await tx.objectStore("pages").openCursor(); cursor; cursor = await cursor.continue()) {
      if (all || cursor.value.until <= now) await cursor.delete();
    }
    for (let cursor = await tx.objectStore("drafts").openCursor(); cursor; cursor = await cursor.continue()) {
      if (now - cursor.value.at > FORGET_AFTER) await cursor.delete();
    }
    await tx.done;
  }

  // --- Half-filled forms ---------------------------------------------------------------------------------------
  // One after the other: sealing takes as long as it takes, and older words must not be written over newer ones.
  keepDraft(path, draft) {
    const write = async () => {
      await this.db.put("drafts", { at: this.now(), ...(await this.seal(draft)) }, await this.place(path));
    };
    const kept = this.keeping.then(write);
    this.keeping = kept.catch(() => {});
    return kept;
  }

  async draft(path) {
    return this.unseal(await this.db.get("drafts", await this.place(path)));
  }

  // --- What must be sent -----------------------------------------------------------------------------------------
  // Into the outbox and out of the drafts in one transaction: a killed phone has it in exactly one of the two.
  // `false` when something for the same place waits already.
  async queue(entry) {
    const [row, place] = [await this.seal(entry), await this.place(entry.url)];
    const draft = await this.place(entry.path);
    const tx = this.db.transaction(["outbox", "drafts"], "readwrite", { durability: "strict" });
    const waiting = await tx.objectStore("outbox").get(place);
    if (!waiting) await tx.objectStore("outbox").put({ at: this.now(), id: entry.id, ...row }, place);
    if (!waiting || waiting.id === entry.id) await tx.objectStore("drafts").delete(draft);
    await tx.done;
    return !waiting || waiting.id === entry.id;
  }

  async waitingFor(url) {
    return this.unseal(await this.db.get("outbox", await this.place(url)));
  }

  async waiting() {
    const rows = (await this.db.getAll("outbox")).sort((a, b) => a.at - b.at);
    return (await Promise.all(rows.map((row) => this.unseal(row)))).filter(Boolean);
  }

  // The server answered for this entry: out of the outbox; with what has to be told, and a form that must be mended
  // back among the drafts, in one transaction. Only the entry that was answered: a newer one at its place stays.
  async settle(entry, { told = null, draft = null } = {}) {
    const place = await this.place(entry.url);
    const toldRow = told && (await this.seal(told));
    const draftRow = draft && { at: this.now(), ...(await this.seal(draft)) };
    const draftPlace = await this.place(entry.path);
    const tx = this.db.transaction(["outbox", "told", "drafts"], "readwrite", { durability: "strict" });
    const waiting = await tx.objectStore("outbox").get(place);
    if (waiting && waiting.id === entry.id) {
      await tx.objectStore("outbox").delete(place);
      if (toldRow) await tx.objectStore("told").put(toldRow, entry.id);
      if (draftRow) await tx.objectStore("drafts").put(draftRow, draftPlace);
    }
    await tx.done;
  }

  // --- What the person must still read -----------------------------------------------------------------------------
  async toldAll() {
    const keys = await this.db.getAllKeys("told");
    const rows = await Promise.all(keys.map(async (id) => ({ id, ...(await this.unseal(await this.db.get("told", id))) })));
    return rows.filter((row) => row.say);
  }

  async toldRead(id) {
    await this.db.delete("told", id);
  }

  // --- The phone itself ------------------------------------------------------------------------------------------
  async meta(name) {
    return this.db.get("meta", name);
  }

  async remember(name, value) {
    await this.db.put("meta", value, name);
  }

  async device() {
    const tx = this.db.transaction("meta", "readwrite");
    let id = await tx.store.get("device");
    if (!id) {
      id = newId();
      await tx.store.put(id, "device");
    }
    await tx.done;
    return id;
  }

  // Everything goes, the key with it: a copy somebody made of the files cannot be opened any more.
  async wipe() {
    const tx = this.db.transaction(STORES, "readwrite", { durability: "strict" });
    await Promise.all(STORES.map((store) => tx.objectStore(store).clear()));
    await tx.done;
    if (globalThis.caches) {
      for (const name of await caches.keys()) await caches.delete(name);
    }
  }
}
