// Pieces of a light page that come from elsewhere: `data-piece` is an address, and what it answers stands in its place.
// Without this script, or without a network, the links elsewhere on the page lead to the same.
(function () {
  "use strict";

  document.querySelectorAll("[data-piece]").forEach(function (place) {
    window
      .fetch(place.dataset.piece, { credentials: "same-origin", headers: { "X-Requested-With": "fetch" } })
      .then(function (answer) {
        // Who is signed out is sent to another page, and that does not belong in this one.
        return answer.ok && !answer.redirected ? answer.text() : "";
      })
      .then(function (words) {
        if (!words.trim()) return;
        place.innerHTML = words;
        place.hidden = false;
      })
      .catch(function () {
        // The page is whole without it.
      });
  });
})();
