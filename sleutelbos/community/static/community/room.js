// Keeps an open room up to date. Everything here is an extra: the link "look for new messages" does the same by hand.
(function () {
  "use strict";

  var list = document.getElementById("berichten");
  if (!list) return;
  var me = list.dataset.me;
  var news = document.getElementById("nieuws");
  var jump = document.getElementById("naar-nieuw");
  var look = document.getElementById("kijken");
  var nothing = document.getElementById("nog-niets");
  var unread = 0;
  var saying = null;
  var names = [];

  function mark(line) {
    if (line.dataset.by && line.dataset.by === me) line.classList.add("is-mine");
  }
  Array.from(list.children).forEach(mark);

  // A conversation opens at its end, unless something waits at the top or somebody came for one line of it.
  if (list.dataset.stream && !window.location.hash && !document.querySelector("[data-waits]") && list.lastElementChild) {
    list.lastElementChild.scrollIntoView({ block: "end" });
  }

  // --- Saying that something came: one short sentence, at most one in five seconds, nothing of the words themselves.
  function say(name) {
    names.push(name);
    if (saying) return;
    saying = window.setTimeout(function () {
      news.textContent =
        names.length === 1
          ? list.dataset.newOne.replace("[name]", names[0])
          : list.dataset.newMore.replace("[number]", String(names.length));
      names = [];
      saying = null;
    }, news.textContent ? 5000 : 300);
  }

  function atEnd() {
    return list.getBoundingClientRect().bottom < window.innerHeight + 120;
  }

  function show(html) {
    var fresh = new DOMParser().parseFromString("<ol>" + html + "</ol>", "text/html").querySelector("li");
    if (!fresh) return;
    fresh = document.importNode(fresh, true);
    mark(fresh);
    var old = document.getElementById(fresh.id);
    if (old) {
      var focused = old.contains(document.activeElement);
      old.replaceWith(fresh);
      if (focused) (fresh.querySelector("a") || list).focus();
      return;
    }
    var last = list.lastElementChild;
    // An old message that changed and stands on an earlier page is not put among the new ones.
    if (last && Number(fresh.dataset.number) < Number(last.dataset.number)) return;
    if (nothing) nothing.hidden = true;
    var follow = atEnd();
    list.appendChild(fresh);
    if (fresh.dataset.by === me) return;
    fresh.classList.add("is-new");
    say(fresh.dataset.name || "");
    unread += 1;
    if (follow && document.visibilityState === "visible") fresh.scrollIntoView({ block: "nearest" });
    else if (jump) jump.hidden = false;
    seenSoon();
  }

  // --- Telling that it was on the screen --------------------------------------------------------------------------
  var sending = null;
  var told = 0;
  function seenSoon() {
    if (!list.dataset.seen || sending) return;
    sending = window.setTimeout(function () {
      sending = null;
      if (document.visibilityState !== "visible") return;
      var last = list.lastElementChild;
      var number = last ? Number(last.dataset.number) : 0;
      if (number <= told) return;
      told = number;
      var form = document.querySelector("[name=csrfmiddlewaretoken]");
      if (!form) return;
      fetch(list.dataset.seen, {
        method: "POST",
        credentials: "same-origin",
        headers: { "X-CSRFToken": form.value, "Content-Type": "application/x-www-form-urlencoded" },
        body: "number=" + number,
      }).catch(function () {
        told = 0;
      });
    }, 1500);
  }
  document.addEventListener("visibilitychange", seenSoon);
  seenSoon();

  if (jump) {
    window.addEventListener(
      "scroll",
      function () {
        if (!jump.hidden && atEnd()) jump.hidden = true;
      },
      { passive: true },
    );
  }

  // --- The line to the server -------------------------------------------------------------------------------------
  if (!list.dataset.stream || !window.EventSource) return;
  var line = new EventSource(list.dataset.stream + "?na=" + list.dataset.after);
  line.addEventListener("open", function () {
    if (look) look.hidden = true;
  });
  line.addEventListener("message", function (event) {
    show(event.data);
  });
  line.addEventListener("over", function () {
    line.close();
    if (look) look.hidden = false;
  });
  line.addEventListener("error", function () {
    // The browser tries again by itself, unless the server said no for good.
    if (line.readyState === EventSource.CLOSED && look) look.hidden = false;
  });
  window.addEventListener("pagehide", function () {
    line.close();
  });
  window.addEventListener("pageshow", function (event) {
    // A page kept by the back button has a closed line: get what was missed with a fresh one.
    if (event.persisted) window.location.reload();
  });
})();
