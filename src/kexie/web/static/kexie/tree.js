/* Branches of the tree are fetched and put in place. Every one of them is also a link: the page works without this. */
(function () {
  "use strict";

  function fetched(address, then, link) {
    fetch(address, { credentials: "same-origin" }).then(function (answer) {
      if (!answer.ok || answer.redirected) { throw new Error("not the branch"); }
      return answer.text();
    }).then(function (text) {
      var list = new DOMParser().parseFromString(text, "text/html").querySelector("ul");
      if (!list) { throw new Error("no branch"); }
      then(document.importNode(list, true));
    }).catch(function () { window.location.assign(link.href); });
  }

  function twist(link) {
    var item = link.closest("li");
    var list = item.querySelector(":scope > ul");
    if (list) {
      list.hidden = link.getAttribute("aria-expanded") === "true";
      link.setAttribute("aria-expanded", list.hidden ? "false" : "true");
      return;
    }
    link.setAttribute("aria-busy", "true");
    fetched(link.dataset.fetch, function (made) {
      item.appendChild(made);
      link.setAttribute("aria-expanded", "true");
      link.removeAttribute("aria-busy");
    }, link);
  }

  function more(link) {
    var item = link.closest("li");
    fetched(link.dataset.more, function (made) {
      var first = made.querySelector("a");
      while (made.firstElementChild) { item.parentNode.insertBefore(made.firstElementChild, item); }
      item.remove();
      if (first) { first.focus(); }
    }, link);
  }

  document.addEventListener("click", function (event) {
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) { return; }
    var link = event.target.closest ? event.target.closest(".tree a[data-fetch], .tree a[data-more]") : null;
    if (!link) { return; }
    event.preventDefault();
    if (link.dataset.more) { more(link); } else { twist(link); }
  });
}());
