// What pages do beyond HTML. Everything here is an extra: without it every page still works.
// Words come from data attributes on <body>, so that they are in the language of the page.
(function () {
  "use strict";

  var body = document.body;
  var say = function (name) {
    return body.dataset[name] || "";
  };

  // --- Saying something -----------------------------------------------------------------------------------
  function announce(text) {
    var live = document.getElementById("meldingen");
    if (!live || !text) return;
    var line = document.createElement("p");
    line.className = "sb-vh";
    line.textContent = text;
    live.appendChild(line);
    window.setTimeout(function () {
      line.remove();
    }, 8000);
  }

  function toast(content) {
    var box = document.getElementById("melding-klein");
    if (!box) return;
    box.textContent = "";
    if (!content) return;
    var alert = content;
    if (typeof content === "string") {
      alert = document.createElement("div");
      alert.className = "utrecht-alert utrecht-alert--error";
      var inner = document.createElement("div");
      inner.className = "utrecht-alert__content";
      inner.textContent = content;
      alert.appendChild(inner);
    }
    var close = document.createElement("button");
    close.type = "button";
    close.className = "nl-button nl-button--subtle nl-button--small";
    close.textContent = say("close");
    close.addEventListener("click", function () {
      box.textContent = "";
    });
    alert.appendChild(close);
    box.appendChild(alert);
  }

  // --- Focus -----------------------------------------------------------------------------------------------
  function focusOn(element) {
    if (!element) return;
    if (!element.matches("a[href],button,input,select,textarea,summary,[tabindex]")) {
      element.setAttribute("tabindex", "-1");
    }
    element.focus();
  }

  // --- One answer for one tap ------------------------------------------------------------------------------
  // The clicked button stays enabled until the browser has read its name and value.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.method === "dialog" || form.hasAttribute("data-hx-get")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    if (form.method !== "post") return;
    form.dataset.sent = "yes";
    window.setTimeout(function () {
      form.querySelectorAll("button[type=submit],button:not([type])").forEach(function (button) {
        button.setAttribute("aria-busy", "true");
        button.disabled = true;
      });
    }, 0);
    announce(say("busy"));
    window.setTimeout(function () {
      reopen(form);
    }, 15000);
  });

  function reopen(form) {
    delete form.dataset.sent;
    form.querySelectorAll("button[aria-busy]").forEach(function (button) {
      button.removeAttribute("aria-busy");
      button.disabled = false;
    });
  }

  // Coming back with the back button must not find dead buttons.
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(reopen);
  });

  // --- Asking first ----------------------------------------------------------------------------------------
  document.addEventListener(
    "click",
    function (event) {
      var button = event.target.closest("[data-confirm]");
      if (button && !window.confirm(button.dataset.confirm)) {
        event.preventDefault();
        event.stopImmediatePropagation();
      }
    },
    true,
  );

  // --- Menus, the folded main menu, dialogs -------------------------------------------------------------------
  function closeMenus(except) {
    document.querySelectorAll("details[data-menu][open]").forEach(function (menu) {
      if (menu !== except) menu.open = false;
    });
  }

  document.addEventListener("click", function (event) {
    closeMenus(event.target.closest("details[data-menu]"));
    var toggle = event.target.closest(".sb-nav__toggle");
    if (toggle) {
      var nav = toggle.closest(".sb-nav");
      var folded = nav.dataset.folded !== "yes";
      nav.dataset.folded = folded ? "yes" : "no";
      toggle.setAttribute("aria-expanded", String(!folded));
    }
  });

  document.querySelectorAll(".sb-nav[data-fold]").forEach(function (nav) {
    nav.dataset.folded = "yes";
  });

  function makeDialogs(root) {
    if (!window.HTMLDialogElement) return;
    root.querySelectorAll("details[data-dialog]").forEach(function (details) {
      var opener = document.createElement("button");
      var content = details.querySelector(".sb-card");
      var summary = details.querySelector("summary");
      var box = document.createElement("dialog");
      var close = document.createElement("button");
      opener.type = "button";
      opener.className = summary.className;
      opener.append.apply(opener, Array.from(summary.childNodes));
      opener.setAttribute("aria-haspopup", "dialog");
      close.type = "button";
      close.className = "nl-button nl-button--subtle nl-button--small";
      close.textContent = say("close");
      box.className = "sb-dialog";
      box.setAttribute("aria-labelledby", content.getAttribute("aria-labelledby"));
      box.id = content.id;
      content.querySelector(".sb-dialog__head").appendChild(close);
      box.append.apply(box, Array.from(content.childNodes));
      var open = details.open || box.querySelector(".sb-errors");
      opener.addEventListener("click", function () {
        box.showModal();
      });
      close.addEventListener("click", function () {
        box.close();
      });
      box.addEventListener("close", function () {
        opener.focus();
      });
      details.replaceWith(opener, box);
      if (window.htmx) window.htmx.process(box);
      if (open) box.showModal();
    });
  }

  // --- Copy and share ----------------------------------------------------------------------------------------
  function textOf(id) {
    var source = document.getElementById(id);
    return source ? (source.value === undefined ? source.textContent.trim() : source.value) : "";
  }

  function copy(id, words) {
    var source = document.getElementById(id);
    var done = function () {
      announce(words);
      var button = document.querySelector('[data-copy="' + id + '"]');
      if (button && !button.dataset.was) {
        var label = button.querySelector(".nl-button__label") || button;
        button.dataset.was = label.textContent;
        label.textContent = say("copied");
        window.setTimeout(function () {
          label.textContent = button.dataset.was;
          delete button.dataset.was;
        }, 3000);
      }
    };
    if (navigator.clipboard && window.isSecureContext) {
      navigator.clipboard.writeText(textOf(id)).then(done);
    } else if (source.select) {
      source.select();
      if (document.execCommand("copy")) done();
    }
  }

  document.addEventListener("click", function (event) {
    var copier = event.target.closest("[data-copy]");
    var sharer = event.target.closest("[data-share]");
    if (copier) copy(copier.dataset.copy, say("copied"));
    if (sharer) {
      if (navigator.share) {
        navigator.share({ text: textOf(sharer.dataset.share) }).catch(function () {});
      } else {
        copy(sharer.dataset.share, say("shared"));
      }
    }
    if (event.target.closest("[data-print]")) window.print();
  });

  // --- Keys --------------------------------------------------------------------------------------------------
  // data-key="n" on a link or button; never inside a field, never with another key held down.
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") {
      document.querySelectorAll("details[data-menu][open]").forEach(function (menu) {
        menu.open = false;
        menu.querySelector("summary").focus();
      });
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    // A tick box takes no letters: whoever just ticked one goes on with the keys.
    if (event.target.closest("input:not([type=checkbox]),textarea,select,[contenteditable],dialog[open]")) return;
    if (event.key === "?") {
      var help = document.getElementById("sneltoetsen");
      if (help && help.showModal) {
        fillKeys(help);
        help.showModal();
        event.preventDefault();
      }
      return;
    }
    var rows = Array.from(document.querySelectorAll("[data-row]"));
    if (rows.length && (event.key === "j" || event.key === "k")) {
      var at = rows.indexOf(document.activeElement.closest("[data-row]"));
      var next = rows[Math.max(0, Math.min(rows.length - 1, at + (event.key === "j" ? 1 : -1)))];
      focusOn(next.querySelector("[data-row-start],a[href],button") || next);
      event.preventDefault();
      return;
    }
    var here = document.activeElement.closest("[data-row]");
    var box = here && here.querySelector("[data-one]");
    if (event.key === "x" && box) {
      box.click();
      event.preventDefault();
      return;
    }
    var target = Array.from(document.querySelectorAll("[data-key]")).find(function (element) {
      return element.dataset.key === event.key && element.offsetParent !== null;
    });
    if (!target) return;
    event.preventDefault();
    if (target.matches("input:not([type=checkbox]):not([type=radio]),textarea,select")) target.focus();
    else target.click();
  });

  function fillKeys(help) {
    var list = help.querySelector("[data-keys]");
    list.querySelectorAll("[data-filled]").forEach(function (row) {
      row.remove();
    });
    list.querySelectorAll("[data-if]").forEach(function (row) {
      row.hidden = !document.querySelector(row.dataset.if);
    });
    document.querySelectorAll("[data-key]").forEach(function (element) {
      var label = element.dataset.keyLabel || element.getAttribute("aria-label") || element.textContent.trim();
      var row = document.createElement("div");
      var term = document.createElement("dt");
      var kbd = document.createElement("kbd");
      var text = document.createElement("dd");
      row.dataset.filled = "";
      kbd.textContent = element.dataset.key;
      text.textContent = label;
      term.appendChild(kbd);
      row.append(term, text);
      list.appendChild(row);
    });
  }

  // --- Many rows at once ---------------------------------------------------------------------------------------
  // data-all on a checkbox ticks every data-one in the same form; data-chosen shows how many.
  document.addEventListener("change", function (event) {
    var form = event.target.form;
    if (!form) return;
    if (event.target.hasAttribute("data-all")) {
      form.querySelectorAll("[data-one]").forEach(function (box) {
        box.checked = event.target.checked;
      });
    }
    if (event.target.matches("[data-all],[data-one]")) countChosen(form);
    if (event.target.hasAttribute("data-send-on-change")) form.requestSubmit();
  });

  function countChosen(form) {
    var chosen = form.querySelectorAll("[data-one]:checked").length;
    form.querySelectorAll("[data-chosen]").forEach(function (place) {
      place.textContent = String(chosen);
    });
    form.querySelectorAll("[data-bulk]").forEach(function (bar) {
      bar.hidden = chosen === 0;
    });
    form.querySelectorAll("[data-one]").forEach(function (box) {
      var row = box.closest("tr,li");
      if (row) row.classList.toggle("is-chosen", box.checked);
    });
  }

  // --- Files -------------------------------------------------------------------------------------------------
  function makeDrops(root) {
    root.querySelectorAll("[data-drop]").forEach(function (box) {
      var input = box.querySelector("input[type=file]");
      var hint = box.querySelector("[data-drop-hint]");
      if (!input) return;
      if (hint) hint.hidden = false;
      ["dragenter", "dragover"].forEach(function (name) {
        box.addEventListener(name, function (event) {
          event.preventDefault();
          box.classList.add("is-over");
        });
      });
      ["dragleave", "drop"].forEach(function (name) {
        box.addEventListener(name, function (event) {
          event.preventDefault();
          box.classList.remove("is-over");
        });
      });
      box.addEventListener("drop", function (event) {
        input.files = event.dataTransfer.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
      });
    });
  }

  // --- Progress ------------------------------------------------------------------------------------------------
  // data-poll="/address/": the server answers the same fragment; when it has no data-poll any more we stop.
  // data-then="/address/" on the last one is where to go.
  function poll(element) {
    window.setTimeout(function () {
      if (!document.contains(element)) return;
      fetch(element.dataset.poll, { headers: { "X-Requested-With": "fetch" }, credentials: "same-origin" })
        .then(function (answer) {
          if (!answer.ok) throw new Error(String(answer.status));
          return answer.text();
        })
        .then(function (html) {
          var next = new DOMParser().parseFromString(html, "text/html").getElementById(element.id);
          if (!next) return;
          element.replaceWith(next);
          if (next.dataset.then) window.location.assign(next.dataset.then);
          else if (next.dataset.poll) poll(next);
        })
        .catch(function () {
          toast(say("offline"));
          poll(element);
        });
    }, 1500);
  }

  // --- Set up a page or a fresh part of it -----------------------------------------------------------------------
  function setUp(root) {
    makeDialogs(root);
    makeDrops(root);
    root.querySelectorAll("[data-copy],[data-share],[data-print]").forEach(function (button) {
      button.hidden = false;
    });
    root.querySelectorAll("[data-poll]").forEach(poll);
    root.querySelectorAll("form:not([data-counted])").forEach(function (form) {
      if (form.querySelector("[data-one]")) {
        form.dataset.counted = "yes";
        countChosen(form);
      }
    });
  }

  setUp(document);
  focusOn(document.querySelector("[data-focus-first]"));

  // --- htmx ------------------------------------------------------------------------------------------------------
  // An answer with an error is still an answer: show the server's own words where the answer would have stood.
  body.addEventListener("htmx:beforeSwap", function (event) {
    var status = event.detail.xhr.status;
    if (status < 400) {
      toast("");
      return;
    }
    var type = event.detail.xhr.getResponseHeader("Content-Type") || "";
    var text = event.detail.xhr.responseText || "";
    if (!type.startsWith("text/html") || !text.trim()) {
      toast(say("failed"));
      return;
    }
    if (/<!doctype|<html/i.test(text.slice(0, 200))) {
      // A whole page: show its main part as a message, keep what the person was doing.
      var page = new DOMParser().parseFromString(text, "text/html");
      var heading = page.querySelector("main h1");
      toast(heading ? heading.textContent.trim() : say("failed"));
      return;
    }
    var spoken = new DOMParser().parseFromString(text, "text/html").querySelector("[data-message]");
    if (spoken) {
      // A refusal: said over the page, so that what somebody typed stays where it is.
      toast(spoken);
      return;
    }
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  });

  ["htmx:sendError", "htmx:timeout"].forEach(function (name) {
    body.addEventListener(name, function () {
      toast(say("offline"));
    });
  });

  body.addEventListener("htmx:afterRequest", function (event) {
    var form = event.detail.elt.closest && event.detail.elt.closest("form");
    if (form) reopen(form);
  });

  // Every element htmx put in the page; the page as a whole was set up before.
  body.addEventListener("htmx:load", function (event) {
    if (event.detail.elt !== body) setUp(event.detail.elt);
  });

  body.addEventListener("htmx:afterSettle", function (event) {
    var scope = event.detail.elt;
    var place = scope.querySelector("[data-focus-first]") || scope.querySelector("[data-focus-here]");
    var asked = event.detail.requestConfig && event.detail.requestConfig.elt;
    var selector = asked && asked.closest("[data-focus-after]") && asked.closest("[data-focus-after]").dataset.focusAfter;
    if (!place && selector) place = document.querySelector(selector);
    if (place) focusOn(place);
    var spoken = scope.querySelector("[data-say]");
    if (spoken) announce(spoken.dataset.say);
  });
})();
