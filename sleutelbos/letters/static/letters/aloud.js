// The Dutch of a letter read aloud by a Dutch voice of the device itself, whatever the language of the page around it.
// Without such a voice there is no button. Nothing is sent anywhere.
(function () {
  "use strict";

  var buttons = Array.from(document.querySelectorAll("[data-aloud]"));
  var speech = window.speechSynthesis;
  if (!buttons.length || !speech || !window.SpeechSynthesisUtterance) return;

  function voice() {
    return speech.getVoices().find(function (one) {
      return one.localService && /^nl\b/i.test(one.lang.replace("_", "-"));
    });
  }

  function show() {
    buttons.forEach(function (button) {
      button.hidden = !voice();
    });
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-aloud]");
    var going = speech.speaking;
    speech.cancel();
    if (!button || going) return;
    var said = new SpeechSynthesisUtterance(document.getElementById(button.dataset.aloud).innerText);
    said.voice = voice();
    said.lang = "nl-NL";
    said.rate = 0.85;
    speech.speak(said);
  });
  window.addEventListener("pagehide", function () {
    speech.cancel();
  });
  if (speech.addEventListener) speech.addEventListener("voiceschanged", show);
  show();
})();
