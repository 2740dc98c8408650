// Phones on a bad network, by chance: offline and back, pages and workers that are killed at any moment, the same thing
// sent by both at once, answers that get lost, other people's sign-in pages. Every phone runs the store and the outbox of
// the product, over a database in memory, against a running server.
//
//     node interleavings.mjs < plan.json > outcome.json
//
// Plan: { base, seed, phones: [[{ path, send }, ...], ...] }. Outcome, per phone and visit: what was typed last, what was
// said to be kept (and under which name), what the person was told, what another phone sent.
import { readFileSync } from "node:fs";
import { flush, newId, Store } from "../vendor/pocket.mjs";

const plan = JSON.parse(readFileSync(0, "utf8"));
const real = globalThis.fetch;
let random;
let network;
let life = 0;

// A small generator with a seed, so that a failure can be repeated.
function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
const pick = (list) => list[Math.floor(random() * list.length)];
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const never = () => new Promise(() => {});
const page = (status) => new Response("<!doctype html><title>Welcome to the wifi</title>", { status });
const counts = { sent: 0, answered: 0, lost: 0, refused: 0, killed: 0, foreign: 0 };

globalThis.fetch = async (address, options) => {
  const mine = life;
  const fate = network === "online" ? "well" : network === "offline" ? "no" : pick(["well", "no", "lost", "lost", "lost", "slow", "portal", "502", "half"]);
  if (fate === "no") {
    counts.refused += 1;
    throw new TypeError("Failed to fetch");
  }
  if (fate === "portal" || fate === "502") {
    counts.foreign += 1;
    return page(fate === "portal" ? 200 : 502);
  }
  counts.sent += 1;
  if (fate === "slow") await pause(15 * random());
  const { cache, credentials, ...rest } = options;
  const response = await real(plan.base + address, rest);
  const text = await response.text();
  if (mine !== life) {
    // The page that asked is no longer there.
    counts.killed += 1;
    return never();
  }
  if (fate === "lost") {
    counts.lost += 1;
    throw new TypeError("Failed to fetch");
  }
  counts.answered += 1;
  return new Response(fate === "half" ? text.slice(0, text.length / 2) : text, { status: response.status });
};

function form(minutes) {
  return [["happened", "yes"], ["minutes", String(minutes)], ["acts", "explained"], ["follow_up", "none"], ["note", ""]];
}

async function otherPhone(visit) {
  const body = new URLSearchParams(form(25));
  const key = newId();
  body.set("sent_key", key);
  await (await real(plan.base + visit.send, { method: "POST", body })).json();
  return key;
}

async function live(phone, seed) {
  random = seeded(seed);
  network = pick(["online", "offline", "bad"]);
  const name = `phone-${seed}`;
  let pages = { page: await Store.open({ name }), worker: await Store.open({ name }) };
  const state = phone.map(() => ({ typed: null, kept: null, name: newId(), other: null, told: [] }));
  const steps = 8 + Math.floor(random() * 18);
  for (let step = 0; step < steps; step += 1) {
    const number = Math.floor(random() * phone.length);
    const [visit, known] = [phone[number], state[number]];
    const what = pick(["type", "type", "submit", "submit", "network", "network", "flush", "both", "both", "kill", "other", "again"]);
    if (what === "type" && known.kept === null) {
      const minutes = 30 + Math.floor(random() * 90);
      await pages.page.keepDraft(visit.path, { id: known.name, fields: form(minutes) });
      known.typed = minutes;
    } else if ((what === "submit" && known.typed !== null) || (what === "again" && known.kept !== null)) {
      // A second tap on the same button, and a second window with other words, come here as well.
      const minutes = what === "again" && random() < 0.5 ? 5 : known.typed;
      const id = what === "again" && random() < 0.5 ? newId() : known.name;
      const first = known.kept === null;
      const fields = form(first ? known.typed : minutes);
      const kept = await pages.page.queue({ id: first ? known.name : id, kind: "log", url: visit.send, path: visit.path, fields });
      if (first && kept) known.kept = known.typed;
      if (!first && kept) known.more = (known.more || []).concat({ id, minutes });
    } else if (what === "network") network = pick(["online", "offline", "bad", "bad", "bad"]);
    else if (what === "flush") flush(pages.page).catch(() => {});
    else if (what === "both") {
      flush(pages.page).catch(() => {});
      flush(pages.worker).catch(() => {});
    } else if (what === "kill") {
      life += 1;
      pages = { page: await Store.open({ name }), worker: await Store.open({ name }) };
    } else if (what === "other" && random() < 0.15 && known.other === null) known.other = await otherPhone(visit);
    if (random() < 0.5) await pause(random() < 0.3 ? 30 : 3);
  }
  // A good network at last, and the app is opened once more.
  life += 1;
  network = "online";
  const store = await Store.open({ name });
  let left = 1;
  for (let round = 0; round < 4 && left; round += 1) left = (await flush(store)).left;
  const told = await store.toldAll();
  for (const [number, known] of state.entries()) {
    const draft = await store.draft(phone[number].path);
    known.draft = draft && Number(draft.fields.find(([field]) => field === "minutes")[1]);
    known.told = told.filter((row) => row.path === phone[number].path).map((row) => row.say);
  }
  return { left, visits: state };
}

const outcome = [];
for (const [number, phone] of plan.phones.entries()) outcome.push(await live(phone, plan.seed + number));
process.stdout.write(JSON.stringify({ counts, outcome }), () => process.exit(0));
