// Sentence by sentence on a phone: one card at a time, every tap saved by itself, also without a connection.
// Without this script all cards stand below each other and every button sends its own form.
(function () {
  "use strict";

  var box = document.querySelector("[data-cards]");
  if (!box) return;
  var cards = Array.from(box.querySelectorAll("[data-card]"));
  var end = box.querySelector("[data-end]");
  var back = box.querySelector("[data-back]");
  var bar = box.querySelector("progress");
  var at = box.querySelector("[data-at]");
  var status = box.querySelector("[data-queue]");
  var current = 0;
  var sending = false;
  var over = false;
  var leaving = "";

  // --- What was tapped ------------------------------------------------------------------------------------------
  // One entry per sentence: the last tap counts. What was sent stays until a page comes from the network that knows
  // it, for the page that the phone kept does not. The phone's own store seals it (frontend/pocket); where there is
  // none, only this window remembers.
  var entries = [];
  var drafts = null;

  function waiting() {
    return entries.filter(function (entry) {
      return !entry.sent;
    });
  }

  function keep() {
    if (!drafts) return;
    var copy = entries.map(function (entry) {
      var data = new URLSearchParams(entry.body);
      // A number that may not be kept on the server is not kept on the phone either.
      if (drafts.refuses(data.get("text") || "")) data.set("text", "");
      return { card: entry.card, body: data.toString(), sent: entry.sent };
    });
    drafts.keep({ entries: copy }).catch(function () {
      // A phone that keeps nothing still sends.
    });
  }

  function show() {
    at.textContent = String(done());
    bar.value = done();
    status.textContent = over ? box.dataset.closed : waiting().length ? (navigator.onLine && sending ? "" : box.dataset.waits) : "";
  }

  function done() {
    return cards.filter(function (card) {
      return card.dataset.verdict;
    }).length;
  }

  function put(card) {
    var form = card.querySelector("form");
    var data = new URLSearchParams();
    data.set("verdict", card.dataset.verdict);
    form.querySelectorAll("input[name=reason]:checked,input[name=word]:checked").forEach(function (input) {
      data.append(input.name, input.value);
    });
    data.set("text", form.querySelector("textarea").value);
    entries = entries.filter(function (entry) {
      return entry.card !== card.id;
    });
    entries.push({ card: card.id, body: data.toString(), sent: false });
    keep();
    send();
  }

  function send() {
    if (sending || over || !waiting().length) {
      show();
      return;
    }
    sending = true;
    show();
    var entry = waiting()[0];
    var card = cardOf(entry);
    var token = box.querySelector("[name=csrfmiddlewaretoken]").value;
    fetch(card.querySelector("form").getAttribute("action"), {
      method: "POST",
      body: entry.body,
      credentials: "same-origin",
      keepalive: true,
      headers: { "X-Requested-With": "fetch", "X-CSRFToken": token, "Content-Type": "application/x-www-form-urlencoded" },
    })
      .then(function (answer) {
        if (answer.status === 409) {
          over = true;
          entries = [];
          keep();
          return null;
        }
        if (!answer.ok) throw new Error(String(answer.status));
        return answer.json();
      })
      .then(function (said) {
        sending = false;
        // A newer tap on the same sentence may have replaced this entry while it was on its way.
        entry.sent = true;
        keep();
        if (said && said.problem) complain(card, said.problem);
        show();
        if (waiting().length) send();
        else if (leaving) window.location.assign(leaving);
      })
      .catch(function () {
        sending = false;
        show();
        window.setTimeout(send, 4000);
      });
  }

  function cardOf(entry) {
    return cards.find(function (one) {
      return one.id === entry.card;
    });
  }

  function complain(card, text) {
    card.querySelector("[data-problem]").textContent = text;
    card.querySelector("details").open = true;
    go(cards.indexOf(card));
  }

  // --- Going from card to card ----------------------------------------------------------------------------------
  function go(number) {
    current = Math.max(0, Math.min(cards.length, number));
    cards.forEach(function (card, index) {
      card.hidden = index !== current;
    });
    end.hidden = current !== cards.length;
    back.hidden = current === 0;
    var words = (cards[current] || end).querySelector("p");
    words.setAttribute("tabindex", "-1");
    words.focus({ preventScroll: true });
    window.scrollTo(0, 0);
    show();
  }

  function choose(card, verdict) {
    card.dataset.verdict = verdict;
    card.querySelectorAll("[name=verdict]").forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.value === verdict));
    });
    var more = card.querySelector(".sb-zin__more");
    if (verdict === "clear") {
      card.querySelectorAll("input:checked").forEach(function (input) {
        input.checked = false;
      });
      card.querySelectorAll(".is-tapped").forEach(function (word) {
        word.classList.remove("is-tapped");
      });
      more.setAttribute("data-folded", "");
    } else {
      more.removeAttribute("data-folded");
    }
  }

  cards.forEach(function (card, index) {
    var form = card.querySelector("form");
    var text = card.querySelector(".sb-zin__text");
    var boxes = Array.from(form.querySelectorAll("input[name=word]"));

    form.addEventListener("submit", function (event) {
      event.preventDefault();
      event.stopPropagation();
      var button = event.submitter;
      if (button && button.name === "verdict") choose(card, button.value);
      put(card);
      if (!button || button.name === "verder" || button.value === "clear") go(index + 1);
    });
    form.addEventListener("change", function (event) {
      if (event.target.name === "word") {
        var word = text.querySelector('[data-word="' + event.target.value + '"]');
        if (word) word.classList.toggle("is-tapped", event.target.checked);
      }
      put(card);
    });

    // A word in the sentence itself can be tapped; the tick boxes below do the same for keyboards.
    var number = 0;
    var pieces = text.textContent.split(/(\s+)/);
    text.textContent = "";
    pieces.forEach(function (piece) {
      if (!/[\p{L}\p{N}]/u.test(piece)) {
        text.append(piece);
        return;
      }
      var word = document.createElement("span");
      word.className = "sb-word";
      word.dataset.word = String(number);
      word.textContent = piece;
      if (boxes[number] && boxes[number].checked) word.classList.add("is-tapped");
      number += 1;
      text.append(word);
    });
    text.addEventListener("click", function (event) {
      var word = event.target.closest("[data-word]");
      if (!word) return;
      var input = boxes[Number(word.dataset.word)];
      if (!input) return;
      input.checked = !input.checked;
      word.classList.toggle("is-tapped", input.checked);
      // Whoever taps a word stumbles over it.
      if (!card.dataset.verdict || card.dataset.verdict === "clear") choose(card, "doubt");
      put(card);
    });
  });

  // --- Leaving: first everything is sent -------------------------------------------------------------------------
  end.addEventListener("click", function (event) {
    var link = event.target.closest("a[href]");
    if (!link || !waiting().length || over) return;
    event.preventDefault();
    leaving = link.getAttribute("href");
    send();
  });
  back.addEventListener("click", function () {
    go(current - 1);
  });
  window.addEventListener("online", send);

  // What was tapped before the connection was lost, or before the page was opened again.
  function again(draft) {
    var kept = document.querySelector("meta[name=kept]");
    var tapped = entries;
    entries = ((draft && draft.entries) || []).filter(function (entry) {
      var newer = tapped.some(function (one) {
        return one.card === entry.card;
      });
      return cardOf(entry) && !newer && (kept || !entry.sent);
    });
    entries.forEach(function (entry) {
      var card = cardOf(entry);
      var data = new URLSearchParams(entry.body);
      choose(card, data.get("verdict"));
      card.querySelectorAll("input[name=reason],input[name=word]").forEach(function (input) {
        input.checked = data.getAll(input.name).includes(input.value);
      });
      card.querySelectorAll("[data-word]").forEach(function (word) {
        word.classList.toggle("is-tapped", data.getAll("word").includes(word.dataset.word));
      });
      card.querySelector("textarea").value = data.get("text") || "";
      if (data.get("text")) card.querySelector("details").open = true;
    });
    entries = entries.concat(tapped);
  }

  function begin() {
    var wanted = window.location.hash ? cards.indexOf(document.getElementById(window.location.hash.slice(1))) : -1;
    var first = cards.findIndex(function (card) {
      return !card.dataset.verdict;
    });
    go(wanted >= 0 ? wanted : first < 0 ? cards.length : first);
  }

  box.classList.add("is-stepping");
  begin();
  Promise.resolve(window.sleutelbosDrafts)
    .then(function (found) {
      drafts = found;
      return drafts && drafts.load();
    })
    .then(function (draft) {
      var moved = entries.length > 0;
      if (draft || moved) {
        again(draft);
        keep();
        // Whoever tapped meanwhile stays where the thumb is.
        if (!moved) begin();
      }
      send();
    })
    .catch(send);
})();
