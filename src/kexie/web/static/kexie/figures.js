/* The as-of slider: a stop for each day on which something became known. Without script the links beside it do. */
(function () {
  "use strict";
  var box = document.querySelector(".asof[data-days]");
  if (!box) { return; }
  var range = box.querySelector(".asof-range");
  var field = box.querySelector("input[name=as_of]");
  var days = box.dataset.days.split(" ");
  if (days.length < 2 || !range || !field) { return; }
  range.hidden = false;
  box.classList.add("asof-on");
  range.addEventListener("input", function () {
    field.value = days[Number(range.value)];
    range.setAttribute("aria-valuetext", field.value);
  });
  range.addEventListener("change", function () {
    range.form.requestSubmit ? range.form.requestSubmit() : range.form.submit();
  });
}());
