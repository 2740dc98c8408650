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
  var name = "sb-lezen-" + box.dataset.reader;
  var current = 0;
  var sending = false;
  var over = false;
  var leaving = "";

  // --- What was tapped and not sent yet -----------------------------------------------------------------------
  // One entry per sentence: the last tap counts. Only numbers of sentences and what the reader typed.
  var queue = [];
  try {
    queue = JSON.parse(window.localStorage.getItem(name)) || [];
  } catch (error) {
    queue = [];
  }

  function keep() {
    try {
      if (queue.length) window.localStorage.setItem(name, JSON.stringify(queue));
      else window.localStorage.removeItem(name);
    } catch (error) {
      // A phone that keeps nothing still sends.
    }
  }

  function show() {
    at.textContent = String(done());
    bar.value = done();
    status.textContent = over ? box.dataset.closed : queue.length ? (navigator.onLine && sending ? "" : box.dataset.waits) : "";
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
    queue = queue.filter(function (entry) {
      return entry.to !== form.getAttribute("action");
    });
    queue.push({ to: form.getAttribute("action"), body: data.toString() });
    keep();
    send();
  }

  function send() {
    if (sending || over || !queue.length) {
      show();
      return;
    }
    sending = true;
    show();
    var entry = queue[0];
    var token = box.querySelector("[name=csrfmiddlewaretoken]").value;
    fetch(entry.to, {
      method: "POST",
      body: entry.body,
      credentials: "same-origin",
      keepalive: true,
      headers: { "X-Requested-With": "fetch", "X-CSRFToken": token, "Content-Type": "application/x-www-form-urlencoded" },
    })
      .then(function (answer) {
        if (answer.status === 409) {
          over = true;
          queue = [];
          keep();
          return null;
        }
        if (!answer.ok) throw new Error(String(answer.status));
        return answer.json();
      })
      .then(function (said) {
        sending = false;
        // A newer tap on the same sentence replaced this entry while it was on its way.
        queue = queue.filter(function (other) {
          return other !== entry;
        });
        keep();
        if (said && said.problem) complain(entry.to, said.problem);
        show();
        if (queue.length) send();
        else if (leaving) window.location.assign(leaving);
      })
      .catch(function () {
        sending = false;
        show();
        window.setTimeout(send, 4000);
      });
  }

  function complain(address, text) {
    var card = cards.find(function (one) {
      return one.querySelector("form").getAttribute("action") === address;
    });
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
    if (!link || !queue.length || over) return;
    event.preventDefault();
    leaving = link.getAttribute("href");
    send();
  });
  back.addEventListener("click", function () {
    go(current - 1);
  });
  window.addEventListener("online", send);

  // What was tapped before the connection was lost, or before the page was opened again.
  queue.forEach(function (entry) {
    var card = cards.find(function (one) {
      return one.querySelector("form").getAttribute("action") === entry.to;
    });
    if (!card) return;
    var data = new URLSearchParams(entry.body);
    choose(card, data.get("verdict"));
    card.querySelectorAll("input[name=reason],input[name=word]").forEach(function (input) {
      input.checked = data.getAll(input.name).includes(input.value);
    });
    card.querySelector("textarea").value = data.get("text") || "";
  });
  box.classList.add("is-stepping");
  var wanted = window.location.hash ? cards.indexOf(document.getElementById(window.location.hash.slice(1))) : -1;
  var first = cards.findIndex(function (card) {
    return !card.dataset.verdict;
  });
  go(wanted >= 0 ? wanted : first < 0 ? cards.length : first);
  send();
})();
