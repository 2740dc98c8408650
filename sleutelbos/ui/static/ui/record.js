// Recording in the page. Without it the file field opens the phone's own recorder, or takes a file.
(function () {
  "use strict";

  var box = document.getElementById("opnemen");
  var field = document.querySelector("input[type=file][name=sound]");
  if (!box || !field || !window.MediaRecorder || !navigator.mediaDevices || !window.DataTransfer) return;
  var kinds = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];
  var kind = kinds.find(function (name) {
    return MediaRecorder.isTypeSupported(name);
  });
  if (!kind) return;
  box.hidden = false;
  // One way at a time: choosing a file comes back when the microphone is not there.
  var chooser = field.closest(".sb-field") || field;
  chooser.hidden = true;

  var start = document.getElementById("opname-start");
  var stop = document.getElementById("opname-stop");
  var stand = document.getElementById("opname-stand");
  var hear = document.getElementById("opname-horen");
  var longest = Number(box.dataset.longest);
  var recorder = null;
  var clock = null;

  function left(seconds) {
    stand.textContent = box.dataset.left.replace("[number]", String(seconds));
  }

  function finish(pieces, stream) {
    window.clearInterval(clock);
    stream.getTracks().forEach(function (track) {
      track.stop();
    });
    var plain = kind.split(";")[0];
    var blob = new Blob(pieces, { type: plain });
    var carrier = new DataTransfer();
    carrier.items.add(new File([blob], "spraak." + plain.split("/")[1], { type: plain }));
    field.files = carrier.files;
    hear.src = URL.createObjectURL(blob);
    hear.hidden = false;
    stop.hidden = true;
    start.hidden = false;
    start.focus();
    stand.textContent = box.dataset.done;
  }

  start.addEventListener("click", function () {
    navigator.mediaDevices
      .getUserMedia({ audio: true })
      .then(function (stream) {
        var pieces = [];
        var rest = longest;
        recorder = new MediaRecorder(stream, { mimeType: kind, audioBitsPerSecond: 32000 });
        recorder.addEventListener("dataavailable", function (event) {
          if (event.data.size) pieces.push(event.data);
        });
        recorder.addEventListener("stop", function () {
          finish(pieces, stream);
        });
        recorder.start(1000);
        hear.hidden = true;
        start.hidden = true;
        stop.hidden = false;
        stop.focus();
        left(rest);
        clock = window.setInterval(function () {
          rest -= 1;
          // Read out now and then, not every second.
          if (rest % 15 === 0 || rest < 6) left(rest);
          if (rest <= 0 && recorder.state === "recording") recorder.stop();
        }, 1000);
      })
      .catch(function () {
        chooser.hidden = false;
        stand.textContent = box.dataset.refused;
      });
  });

  stop.addEventListener("click", function () {
    if (recorder && recorder.state === "recording") recorder.stop();
  });
})();
