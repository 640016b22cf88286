/* Keys for people who use this all day. Everything here is also a link or a button: the site works without it. */
(function () {
  "use strict";
  var body = document.body;
  var pending = "";
  var LISTS = "main tbody tr, main .todo li, main .log li, main .tree li, main .credits li, main .doors li, main .asks li, main .hits li, main .owed li, main .outbox li";

  function typing(target) {
    return target.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName);
  }

  function go(address) {
    if (address) { window.location.assign(address); }
  }

  /* j k: from one row of the page's lists to the next; a row's first link takes the focus */
  function rows() {
    var list = [];
    document.querySelectorAll(LISTS).forEach(function (row) {
      var link = row.querySelector("a[href]");
      if (link && link.offsetParent !== null && list.indexOf(link) < 0) { list.push(link); }
    });
    return list;
  }

  function step(by) {
    var list = rows();
    if (!list.length) { return; }
    var row = document.activeElement.closest ? document.activeElement.closest("tr, li") : null;
    var at = row ? list.indexOf(row.querySelector("a[href]")) : -1;
    var next = at < 0 ? (by > 0 ? 0 : list.length - 1) : Math.min(list.length - 1, Math.max(0, at + by));
    list[next].focus();
    list[next].scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) { return; }
    if (event.key === "Escape") {
      document.querySelectorAll(".bar details[open], .who-menu[open]").forEach(function (d) { d.open = false; });
      return;
    }
    if (typing(event.target)) { return; }
    var key = event.key;
    if (pending === "g") {
      pending = "";
      var door = /^[a-z]$/.test(key) ? document.querySelector('.rail [data-key="' + key + '"]') : null;
      if (door) { go(door.href); return; }
      if (key === "h") { go(body.dataset.home); return; }
    }
    pending = key === "g" ? "g" : "";
    if (key === "/") {
      var box = document.querySelector(".mast-search input");
      if (box && box.offsetParent !== null) { event.preventDefault(); box.focus(); box.select(); }
    } else if (key === "?") {
      go(body.dataset.help);
    } else if (key === "j") {
      step(1);
    } else if (key === "k") {
      step(-1);
    } else if (key === "[" || key === "]") {
      var turn = document.querySelector(key === "[" ? "main a[rel=prev]" : "main a[rel=next]");
      go(turn && turn.href);
    }
  });

  /* a form is sent once, however often its button is pressed */
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post") { return; }
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) { delete form.dataset.sent; });
  });
}());
