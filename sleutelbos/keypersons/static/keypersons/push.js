// Switching messages on this phone on and off. Without it the page offers SMS and mail.
(function () {
  "use strict";

  var box = document.getElementById("push");
  if (!box) return;

  function show(state) {
    box.querySelectorAll("[data-push]").forEach(function (part) {
      part.hidden = part.dataset.push !== state;
    });
  }

  function bytes(text) {
    var filled = text.replace(/-/g, "+").replace(/_/g, "/") + "===".slice((text.length + 3) % 4);
    return Uint8Array.from(atob(filled), function (sign) {
      return sign.charCodeAt(0);
    });
  }

  function found() {
    return navigator.serviceWorker.getRegistration("/").then(function (registration) {
      return registration ? registration.pushManager.getSubscription() : null;
    });
  }

  function look() {
    if (Notification.permission === "denied") return show("denied");
    return found().then(function (subscription) {
      show(subscription ? "on" : "off");
    });
  }

  function send(form, values) {
    Object.keys(values).forEach(function (name) {
      form.elements[name].value = values[name];
    });
    form.submit();
  }

  function switchOn(form) {
    return Notification.requestPermission()
      .then(function (answer) {
        if (answer !== "granted") throw new Error(answer);
        return navigator.serviceWorker.register(box.dataset.worker, { scope: "/", updateViaCache: "none" });
      })
      .then(function () {
        return navigator.serviceWorker.ready;
      })
      .then(function (registration) {
        return registration.pushManager.getSubscription().then(function (old) {
          // One made with another key of ours would never get a message.
          return old ? old.unsubscribe().then(function () { return registration; }) : registration;
        });
      })
      .then(function (registration) {
        return registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(box.dataset.key) });
      })
      .then(function (subscription) {
        var said = subscription.toJSON();
        send(form, { endpoint: said.endpoint, p256dh: said.keys.p256dh, auth: said.keys.auth });
      });
  }

  function switchOff(form) {
    return found().then(function (subscription) {
      if (!subscription) return look();
      var endpoint = subscription.endpoint;
      return subscription.unsubscribe().then(function () {
        send(form, { endpoint: endpoint });
      });
    });
  }

  if (!("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window) || !box.dataset.worker) {
    show("none");
    return;
  }
  box.querySelectorAll("[data-push-form]").forEach(function (form) {
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      event.stopPropagation();
      var work = form.dataset.pushForm === "on" ? switchOn(form) : switchOff(form);
      work.catch(function () {
        show(Notification.permission === "denied" ? "denied" : "failed");
      });
    });
  });
  look();
})();
