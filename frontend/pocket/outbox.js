// Sends what waits: never twice, never lost. The server knows every entry by the id the phone gave it, so sending again
// after an answer that got lost is safe; an entry leaves the phone only when the server named that id in its answer.
const LOCK = "sleutelbos-outbox";
// Final answers that the person has to read, and those after which what was filled in stays to be sent once more.
const TELL = ["already", "off"];
const MEND = ["wrong", "early", "gone"];

function alone(work) {
  return globalThis.navigator && navigator.locks ? navigator.locks.request(LOCK, work) : work();
}

async function send(entry) {
  const body = new URLSearchParams(entry.fields);
  body.set("sent_key", entry.id);
  const response = await fetch(entry.url, {
    method: "POST",
    body,
    headers: { Accept: "application/json" },
    credentials: "same-origin",
    redirect: "error",
    cache: "no-store",
  });
  const answer = await response.json();
  // A hotel's sign-in page answers too; only the server repeats the id.
  if (answer.sent_key !== entry.id || !answer.outcome) throw new Error("not an answer of ours");
  return answer;
}

// Gives { sent, told, left }: entries the server has, answers to read, and how many still wait.
export function flush(store) {
  return alone(async () => {
    const result = { sent: [], told: [], left: 0 };
    const entries = await store.waiting();
    for (const entry of entries) {
      let answer;
      try {
        answer = await send(entry);
      } catch {
        result.left += 1;
        continue;
      }
      if (MEND.includes(answer.outcome)) {
        const told = { say: answer.say, path: entry.path, mend: answer.outcome !== "gone" };
        await store.settle(entry, { told, draft: { id: entry.id, fields: entry.fields } });
        result.told.push(answer);
      } else if (TELL.includes(answer.outcome)) {
        await store.settle(entry, { told: { say: answer.say, path: entry.path } });
        result.told.push(answer);
      } else if (answer.outcome === "kept" || answer.outcome === "again") {
        await store.settle(entry);
        result.sent.push(entry);
      } else {
        // An answer of a later version: keep what we have.
        result.left += 1;
        continue;
      }
      if (!MEND.includes(answer.outcome)) await store.dropPage(entry.path);
    }
    return result;
  });
}
