// Files dropped on the page go into its file input; what was chosen is listed. Without it the
// input alone does the same.
"use strict";

(() => {
  const zone = document.querySelector(".drop");
  const input = document.getElementById("files");
  const list = document.getElementById("chosen");
  if (!zone || !input || !list) return;

  const show = () => {
    list.textContent = "";
    for (const file of input.files) {
      const item = document.createElement("li");
      item.textContent = `${file.name}（${(file.size / 1048576).toFixed(2)} MB）`;
      list.append(item);
    }
  };
  input.addEventListener("change", show);
  for (const name of ["dragenter", "dragover"]) {
    zone.addEventListener(name, (event) => { event.preventDefault(); zone.classList.add("over"); });
  }
  for (const name of ["dragleave", "drop"]) {
    zone.addEventListener(name, () => zone.classList.remove("over"));
  }
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer && event.dataTransfer.files.length) {
      input.files = event.dataTransfer.files;
      show();
    }
  });
})();
