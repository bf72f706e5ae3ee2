// The form answers while one types. Without this script it is saved by its button; nothing here
// decides anything that the server does not decide as well.
"use strict";

(() => {
  const form = document.getElementById("fill");
  const saved = document.getElementById("saved");
  const kept = document.getElementById("kept");
  const steps = document.getElementById("steps");
  const shelf = `jiheng-${form.dataset.kept}`;
  const AGAIN = 5000;

  let sent = new Map();      // what each input held when the last request went out
  let open = false;          // something was typed that is not saved yet
  let behind = false;        // an answer could not be shown, because one was typing there
  let composing = false;     // Chinese is being put together by an input method
  let failing = null;        // the timer that tries again
  let leaving = null;        // the button of a step that waits until all is saved

  const inputs = () => [...form.elements].filter((e) => e.name && e.type !== "hidden" && e.type !== "submit");
  const value = (e) => (e.type === "checkbox" || e.type === "radio" ? String(e.checked) : e.value);
  const dirty = (e) => sent.has(e) && sent.get(e) !== value(e);

  function grow(e) {
    e.style.height = "auto";
    e.style.height = `${e.scrollHeight + 2}px`;
  }
  const growAll = (root) => root.querySelectorAll("textarea").forEach(grow);

  function mark() {
    const wrong = new Set([...form.querySelectorAll(".finding.error[data-on]")].map((f) => f.dataset.on));
    inputs().forEach((e) => {
      if (wrong.has(e.name)) e.setAttribute("aria-invalid", "true");
      else e.removeAttribute("aria-invalid");
    });
  }

  // Saving, and what is said of it

  function say(text, bad) {
    saved.textContent = text;
    saved.classList.toggle("bad", Boolean(bad));
  }

  form.addEventListener("input", (event) => {
    open = true;
    if (event.target.tagName === "TEXTAREA") grow(event.target);
    if (failing) shelve(); else say("有改动，正在保存…");
  });
  form.addEventListener("compositionstart", () => { composing = true; });
  form.addEventListener("compositionend", () => {
    composing = false;
    form.dispatchEvent(new Event("input", { bubbles: true }));
  });

  document.body.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.elt !== form) return;
    const { parameters, triggeringEvent: cause } = event.detail;
    const button = cause && cause.type === "submit" ? cause.submitter : null;
    if (!button && composing) { event.preventDefault(); return; }
    delete parameters.do;
    if (button && button.name) parameters[button.name] = button.value;
    sent = new Map(inputs().map((e) => [e, value(e)]));
    open = false;
    behind = false;
  });

  document.body.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    if (event.detail.elt !== form || !xhr.getResponseHeader("X-Saved")) return;
    event.detail.shouldSwap = true;   // 409: fields clash; the answer says which
    event.detail.isError = false;
  });

  document.body.addEventListener("htmx:oobBeforeSwap", (event) => {
    const target = event.detail.target;
    if (!form.contains(target)) return;
    const typed = target.name ? dirty(target) : [...target.querySelectorAll("input, textarea, select")].some(dirty);
    const writing = target.classList.contains("slot") && target.contains(document.activeElement)
      && document.activeElement.tagName === "TEXTAREA";
    if (target.id === "revision" || target.id === "shown") {
      if (behind) event.detail.shouldSwap = false;
    } else if (typed || writing) {
      event.detail.shouldSwap = false;
      behind = behind || !writing || typed;
      if (writing && !typed) stale.add(target.id);
    }
  });
  const stale = new Set();

  document.body.addEventListener("htmx:oobAfterSwap", (event) => {
    const target = event.detail.target;
    if (target.isConnected) growAll(target);
  });

  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt !== form) return;
    const { xhr } = event.detail;
    const revision = xhr && xhr.getResponseHeader("X-Saved");
    if (!revision) { failed(xhr); return; }
    clearTimeout(failing);
    failing = null;
    localStorage.removeItem(shelf);
    const shown = document.getElementById("shown");
    shown.value = shown.value.split(" ").filter((pair) => !stale.has(pair.split(":")[0])).join(" ");
    stale.clear();
    growAll(form);
    mark();
    const focus = document.getElementById(xhr.getResponseHeader("X-Focus") || "");
    if (focus) focus.focus();
    if (inputs().some(dirty) || behind) {
      open = true;
      htmx.trigger(form, "again");
    } else {
      say(xhr.status === 409 ? "有几栏与别人填的不同，请先选定" : `${xhr.getResponseHeader("X-At")} 已保存`, xhr.status === 409);
      if (leaving) go();
    }
  });

  // What could not be sent stays on this computer until it can

  function failed(xhr) {
    open = true;
    leaving = null;
    const refused = xhr && (xhr.status === 422 || xhr.status === 403 || xhr.status === 404);
    shelve();
    if (refused) {
      say(xhr.status === 422 ? xhr.responseText : "没有保存：您现在不能改这份表；填的内容暂存在这台电脑上", true);
      return;
    }
    const expired = xhr && xhr.status >= 200 && xhr.status < 400;
    say(expired ? "没有保存：登录已过期；请在新窗口登录，这里会自动接着保存" : "网络不通，内容暂存在这台电脑上；接通后自动保存", true);
    clearTimeout(failing);
    failing = setTimeout(() => htmx.trigger(form, "again"), AGAIN);
  }

  function shelve() {
    const texts = inputs().filter((e) => e.type !== "checkbox" && e.type !== "radio").map((e) => [e.name, e.value]);
    const ticks = inputs().filter((e) => e.type === "checkbox" && e.checked).map((e) => [e.name, e.value]);
    const about = { at: new Date().toLocaleString("zh-CN"), revision: form.revision.value, page: form.page.value, texts, ticks };
    try { localStorage.setItem(shelf, JSON.stringify(about)); } catch (error) { /* no room: the page itself still has it */ }
  }

  function offer() {
    const found = localStorage.getItem(shelf);
    if (!found) return;
    const about = JSON.parse(found);
    const box = document.createElement("p");
    box.className = "message warning";
    box.append(`这台电脑上有 ${about.at} 没能保存的内容。`);
    for (const [text, act] of [["恢复并保存", restore], ["丢弃", () => {}]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "second small";
      button.textContent = text;
      button.addEventListener("click", () => { act(about); localStorage.removeItem(shelf); box.remove(); });
      box.append(" ", button);
    }
    kept.append(box);
  }

  function restore(about) {
    const left = [];
    for (const [name, text] of about.texts) {
      const input = form.elements[name];
      if (input && input.value !== undefined) input.value = text;
      else if (text) left.push(text);
    }
    form.querySelectorAll("input[type=checkbox]").forEach((e) => {
      e.checked = about.ticks.some(([name, text]) => name === e.name && text === e.value);
    });
    form.revision.value = about.revision;
    form.page.value = about.page;
    growAll(form);
    htmx.trigger(form, "again");
    if (left.length) {
      const note = document.createElement("p");
      note.className = "message warning";
      note.textContent = `有 ${left.length} 处内容所在的行已经不在表上，没有恢复：${left.join("；")}`;
      kept.append(note);
    }
  }

  window.addEventListener("beforeunload", (event) => {
    if (!open && !failing) return;
    shelve();
    event.preventDefault();
    event.returnValue = "";
  });

  // A step waits until what was typed is saved

  function go() {
    const button = leaving;
    leaving = null;
    open = false;
    steps.requestSubmit(button);
  }
  if (steps) {
    steps.addEventListener("submit", (event) => {
      if (!open && !failing && !form.classList.contains("htmx-request")) return;
      event.preventDefault();
      event.stopPropagation();
      leaving = event.submitter;
      htmx.trigger(form, "again");
    });
  }

  // From cell to cell by keyboard

  const rowOf = (e) => e.closest("tr.indicator, tr.line");
  const column = (e) => e.name.split(".").pop();

  function below(e, step) {
    const row = rowOf(e);
    if (!row) return null;
    const rows = [...form.querySelectorAll(`tr.${row.className.split(" ")[0]}`)];
    const next = rows[rows.indexOf(row) + step];
    return next && [...next.querySelectorAll("[name]")].find((other) => column(other) === column(e));
  }

  form.addEventListener("keydown", (event) => {
    const e = event.target;
    if (event.isComposing || !e.name || e.tagName === "BUTTON") return;
    if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      const row = rowOf(e);
      const button = row && row.querySelector(`button[value^="${event.key === "ArrowUp" ? "up" : "down"}-"]`);
      if (button) { event.preventDefault(); form.requestSubmit(button); }
      return;
    }
    if (event.ctrlKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      const next = below(e, event.key === "ArrowUp" ? -1 : 1);
      if (next) { event.preventDefault(); next.focus(); }
      return;
    }
    if (event.key !== "Enter" || event.shiftKey || event.ctrlKey || event.metaKey) return;
    if (event.altKey) {
      if (e.tagName !== "TEXTAREA") return;
      event.preventDefault();
      e.setRangeText("\n", e.selectionStart, e.selectionEnd, "end");
      e.dispatchEvent(new Event("input", { bubbles: true }));
      return;
    }
    if (e.tagName === "TEXTAREA" && !e.classList.contains("text")) return;
    event.preventDefault();
    const all = inputs().filter((other) => other.offsetParent);
    const next = below(e, 1) || (rowOf(e) ? null : all[all.indexOf(e) + 1]);
    if (next) next.focus();
  });

  // A block of cells out of Excel or WPS

  const paster = document.createElement("button");
  const block = document.createElement("textarea");
  paster.name = "do";
  paster.hidden = true;
  block.name = "paste";
  block.hidden = block.disabled = true;
  form.append(paster, block);

  function cells(clipboard) {
    const html = clipboard.getData("text/html");
    const page = /<table/i.test(html) ? new DOMParser().parseFromString(html, "text/html") : null;
    const rows = page ? [...page.querySelectorAll("tr")].map((tr) => [...tr.cells].map((td) => td.textContent)) : [];
    if (rows.length) return rows;
    const text = clipboard.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
    return text.includes("\t") ? text.split("\n").map((line) => line.split("\t")) : [];
  }

  form.addEventListener("paste", (event) => {
    const e = event.target;
    if (!e.name || !e.closest("tr.indicator")) return;
    const rows = cells(event.clipboardData);
    if (rows.length < 2 && (rows[0] || []).length < 2) return;
    event.preventDefault();
    block.disabled = false;
    block.value = rows.map((row) => row.map((text) => text.trim().replace(/\s+/g, " ")).join("\t")).join("\n");
    paster.value = `paste:${e.name}`;
    form.requestSubmit(paster);
    setTimeout(() => { block.disabled = true; block.value = ""; }, 0);
  });

  growAll(form);
  mark();
  offer();
  const spot = document.getElementById(location.hash.slice(1));
  if (spot && form.contains(spot)) spot.focus();
})();
