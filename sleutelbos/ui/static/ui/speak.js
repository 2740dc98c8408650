// A page reads itself aloud with a voice of the device itself: nothing of it is sent anywhere. Where the device has no
// voice for the language of the page there is no button, so nobody taps one that stays silent.
(function () {
  "use strict";

  var button = document.querySelector("[data-speak]");
  var speech = window.speechSynthesis;
  if (!button || !speech || !window.SpeechSynthesisUtterance) return;
  var labels = button.querySelectorAll(".nl-button__label");
  // What phones call a language that has more than one code.
  var SAME = { fa: ["fa", "prs", "pes"], ku: ["ku", "kmr"], ckb: ["ckb"], ti: ["ti", "tir"], nl: ["nl"], ps: ["ps", "pus", "pbt"] };
  var SPOKEN = "h1,h2,h3,p,li,dt,dd,label,legend,a.sb-choice,button.sb-choice,a.nl-button,button.nl-button,strong.sb-speak-this";
  var queue = [];
  var now = null;

  function base(tag) {
    return (tag || "").toLowerCase().replace("_", "-").split("-")[0];
  }

  // A voice that works without a network belongs to the device; the others send the text to their maker.
  function voiceFor(language) {
    var wanted = SAME[base(language)] || [base(language)];
    var voices = speech.getVoices().filter(function (voice) {
      return voice.localService && wanted.indexOf(base(voice.lang)) >= 0;
    });
    return voices.filter(function (voice) {
      return voice.default;
    })[0] || voices[0] || null;
  }

  function show() {
    button.hidden = !voiceFor(document.documentElement.lang);
  }

  // The innermost pieces of text in the order of the page, each in its own language.
  function pieces() {
    var main = document.querySelector("main");
    return Array.prototype.filter.call(main.querySelectorAll(SPOKEN), function (node) {
      if (node.closest("[hidden],[data-nospeak],.sb-vh,nav,select") || !node.getClientRects().length) return false;
      return !node.querySelector(SPOKEN) && wordsOf(node);
    });
  }

  function wordsOf(node) {
    return (node.innerText || "").replace(/\s+/g, " ").trim();
  }

  function mark(node, on) {
    if (node) node.classList.toggle("sb-speaking", on);
  }

  function stop() {
    queue = [];
    mark(now, false);
    now = null;
    speech.cancel();
    pressed(false);
  }

  function pressed(on) {
    button.setAttribute("aria-pressed", on ? "true" : "false");
    labels[0].hidden = on;
    labels[1].hidden = !on;
  }

  function next() {
    mark(now, false);
    now = queue.shift() || null;
    if (!now) {
      pressed(false);
      return;
    }
    var named = now.closest("[lang]");
    var voice = voiceFor(named ? named.lang : document.documentElement.lang);
    if (!voice) {
      // A Dutch sentence on a page in another language, and no Dutch voice: it is left out.
      next();
      return;
    }
    var said = new SpeechSynthesisUtterance(wordsOf(now));
    said.voice = voice;
    said.lang = voice.lang;
    said.rate = 0.9;
    var mine = now;
    said.onend = said.onerror = function () {
      if (mine === now) next();
    };
    mark(now, true);
    speech.speak(said);
  }

  button.addEventListener("click", function () {
    if (button.getAttribute("aria-pressed") === "true") {
      stop();
      return;
    }
    speech.cancel();
    queue = pieces();
    pressed(true);
    next();
  });
  window.addEventListener("pagehide", stop);
  if (speech.addEventListener) speech.addEventListener("voiceschanged", show);
  else speech.onvoiceschanged = show;
  show();
})();
