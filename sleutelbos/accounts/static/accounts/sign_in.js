// A passkey that was refused or cancelled: say so on the page, where everybody sees and hears it.
(function () {
  "use strict";

  document.addEventListener("allauth.error", function (event) {
    var box = document.getElementById("passkey-probleem");
    if (!box) return;
    event.preventDefault();
    box.textContent = "";
    var line = document.createElement("p");
    line.className = "sb-error";
    line.textContent = box.dataset.text;
    box.appendChild(line);
  });
})();
