// Adds what pages cannot do without a script: buttons that copy texts. Pages work without this file.
"use strict";
(() => {
  async function copy(pre) {
    const text = pre.textContent;
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(text);
      return true;
    }
    // Plain HTTP: browsers offer the clipboard only for a selection.
    const selection = window.getSelection();
    selection.selectAllChildren(pre);
    const isCopied = document.execCommand("copy");
    selection.removeAllRanges();
    return isCopied;
  }

  function addButton(pre) {
    const box = document.createElement("div");
    box.className = "copy-box";
    pre.replaceWith(box);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy-button";
    button.textContent = "Copy";
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      let isCopied = false;
      try {
        isCopied = await copy(pre);
      } catch {
        // The browser refused access to the clipboard.
      }
      button.textContent = isCopied ? "Copied" : "Press Ctrl+C";
      if (!isCopied) {
        window.getSelection().selectAllChildren(pre);
      }
      setTimeout(() => { button.textContent = "Copy"; }, 2000);
    });
    box.append(pre, button);
  }

  function enhance(root) {
    root.querySelectorAll("pre.copy").forEach((pre) => {
      if (!pre.parentElement.classList.contains("copy-box")) {
        addButton(pre);
      }
    });
  }

  enhance(document);
  document.addEventListener("htmx:load", (event) => enhance(event.target));
})();
