// Deciding with the keyboard: a accepts the best proposal of the sentence one is at, w writes, h keeps.
(function () {
  "use strict";

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input,textarea,select,[contenteditable],dialog[open]")) return;
    var row = document.activeElement.closest(".sb-sentence");
    if (!row) return;
    var target = null;
    if (event.key === "a") target = row.querySelector("[data-accept] button");
    var folded = event.key === "w" ? row.querySelector("[data-write]") : event.key === "h" ? row.querySelector("[data-keep]") : null;
    if (folded) {
      folded.open = true;
      folded.querySelector("textarea,select").focus();
      event.preventDefault();
    } else if (target) {
      target.click();
      event.preventDefault();
    }
  });
})();
