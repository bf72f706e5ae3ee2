(function () {
  "use strict";
  var cards = Array.prototype.slice.call(document.querySelectorAll("details.card"));

  function reveal() {
    var target = location.hash && document.getElementById(location.hash.slice(1));
    var card = target && target.closest("details");
    if (card && !card.open) {
      card.open = true;
      target.scrollIntoView();
    }
  }
  window.addEventListener("hashchange", reveal);
  reveal();

  var closed = [];
  window.addEventListener("beforeprint", function () {
    closed = cards.filter(function (card) { return !card.open; });
    closed.forEach(function (card) { card.open = true; });
  });
  window.addEventListener("afterprint", function () {
    closed.forEach(function (card) { card.open = false; });
  });

  var filter = document.getElementById("filter");
  if (!filter) { return; }
  var rows = Array.prototype.slice.call(document.querySelectorAll("#list tbody tr"));
  var words = document.getElementById("words");
  var outcome = document.getElementById("outcome");
  var code = document.getElementById("code");
  var shown = document.getElementById("shown");

  function narrow() {
    var wanted = words.value.trim().toLowerCase(), left = 0;
    rows.forEach(function (row) {
      var keep = (!wanted || row.textContent.toLowerCase().indexOf(wanted) >= 0) &&
        (!outcome.value || row.dataset.outcome === outcome.value) &&
        (!code.value || row.dataset.codes.indexOf(" " + code.value + " ") >= 0);
      row.hidden = !keep;
      document.getElementById("f" + row.dataset.card).hidden = !keep;
      left += keep ? 1 : 0;
    });
    shown.textContent = left === rows.length ? "" : "显示 " + left + " 份，共 " + rows.length + " 份";
  }
  filter.hidden = false;
  filter.addEventListener("submit", function (event) { event.preventDefault(); });
  filter.addEventListener("input", narrow);
})();
