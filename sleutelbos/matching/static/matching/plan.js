// Dragging a card to another person or day. An extra: every card opens a form that does the same with the keyboard.
(function () {
  "use strict";

  var table = document.querySelector("[data-plan]");
  var form = document.getElementById("verplaatsen");
  if (!table || !form) return;

  var hint = document.querySelector("[data-drag-hint]");
  if (hint && window.matchMedia("(pointer: fine)").matches) hint.hidden = false;

  var held = null;

  function target(event) {
    var cell = event.target.closest ? event.target.closest("td[data-person]") : null;
    return held && cell && table.contains(cell) ? cell : null;
  }

  function clear() {
    table.querySelectorAll(".is-target").forEach(function (cell) {
      cell.classList.remove("is-target");
    });
  }

  document.querySelectorAll("[data-card]").forEach(function (card) {
    card.draggable = true;
    card.querySelectorAll("a").forEach(function (link) {
      link.draggable = false;
    });
    card.addEventListener("dragstart", function (event) {
      held = card;
      card.classList.add("is-held");
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", card.dataset.question);
    });
    card.addEventListener("dragend", function () {
      card.classList.remove("is-held");
      clear();
      held = null;
    });
  });

  table.addEventListener("dragover", function (event) {
    var cell = target(event);
    if (!cell) return;
    event.preventDefault();
    clear();
    cell.classList.add("is-target");
  });

  table.addEventListener("drop", function (event) {
    var cell = target(event);
    if (!cell) return;
    event.preventDefault();
    form.elements.question.value = held.dataset.question;
    form.elements.line.value = held.dataset.line || "";
    form.elements.person.value = cell.dataset.person;
    form.elements.day.value = cell.dataset.day;
    held = null;
    form.requestSubmit ? form.requestSubmit() : form.submit();
  });
})();
