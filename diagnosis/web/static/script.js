// Makes the pages more comfortable; without it every page works the same, by links and forms.
"use strict";

(() => {
  const parser = new DOMParser();
  let here = location.pathname + location.search;

  // What is wrong is read first; else, after an answer, the next question.
  function focus(arrived) {
    const target = document.querySelector("[data-focus]") || (arrived && document.querySelector("main h1"));
    if (!target) return;
    if (!target.hasAttribute("tabindex")) target.setAttribute("tabindex", "-1");
    target.focus({ preventScroll: false });
  }

  function offerCopies(root) {
    for (const field of root.querySelectorAll("[data-copy]")) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = field.dataset.copy;
      button.className = "copy";
      const told = document.createElement("span");
      told.setAttribute("role", "status");
      told.className = "muted told";
      button.addEventListener("click", async () => {
        try {
          await navigator.clipboard.writeText(field.value);
        } catch {
          field.select();
          document.execCommand("copy");
        }
        told.textContent = field.dataset.copied;
      });
      const row = document.createElement("p");
      row.className = "buttons no-print";
      row.append(button, told);
      field.after(row);
    }
  }

  function nameKeys(root) {
    for (const one of root.querySelectorAll("[data-key]")) {
      one.setAttribute("aria-keyshortcuts", "Alt+" + one.dataset.key.toUpperCase());
      one.title = "Alt+" + one.dataset.key.toUpperCase();
    }
  }

  function prepare(root) {
    offerCopies(root);
    nameKeys(root);
  }

  // The middle of another page takes the place of this one's: no white flash, and the place on the screen is kept.
  async function show(response) {
    const page = parser.parseFromString(await response.text(), "text/html");
    const main = page.querySelector("main");
    if (!main) throw new Error("no page");
    document.title = page.title;
    const old = document.querySelector(".place");
    const place = page.querySelector(".place");
    if (old && place) old.replaceWith(place);
    const tools = page.querySelector(".tools");
    if (tools) document.querySelector(".tools").replaceWith(tools);
    main.classList.add("arrived");
    document.querySelector("main").replaceWith(main);
    prepare(main);
    const url = new URL(response.url);
    if (response.redirected || response.ok) {
      here = url.pathname + url.search;
      history.pushState({ live: true }, "", here);
    }
    window.scrollTo({ top: 0, behavior: "instant" });
    focus(true);
  }

  let sending = false;

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (sending) {
      event.preventDefault();
      return;
    }
    if (!form.matches("form[data-live]")) return;
    event.preventDefault();
    sending = true;
    const filled = new FormData(form, event.submitter);
    const body = form.enctype === "multipart/form-data" ? filled : new URLSearchParams(filled);
    try {
      const response = await fetch(form.action, { method: "POST", body, credentials: "same-origin" });
      await show(response);
    } catch {
      // Whatever it was: the browser's own way tells it better. The server knows a form that it was sent before.
      if (event.submitter && event.submitter.name) {
        const pressed = document.createElement("input");
        pressed.type = "hidden";
        pressed.name = event.submitter.name;
        pressed.value = event.submitter.value;
        form.append(pressed);
      }
      form.submit();
    } finally {
      sending = false;
    }
  });

  // Going back to another page loads it; going to a place on this one does not.
  window.addEventListener("popstate", () => {
    if (location.pathname + location.search !== here) location.reload();
  });

  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-expand]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const shown = link.parentElement.nextElementSibling;
    if (shown && shown.classList.contains("expanded")) {
      shown.hidden = !shown.hidden;
      link.setAttribute("aria-expanded", String(!shown.hidden));
      return;
    }
    if (link.dataset.busy) return;
    link.dataset.busy = "1";
    try {
      const response = await fetch(link.href, { credentials: "same-origin" });
      const page = parser.parseFromString(await response.text(), "text/html");
      const fragment = page.querySelector("[data-fragment]");
      if (!response.ok || !fragment) throw new Error("no fragment");
      const box = document.createElement("div");
      box.className = "expanded";
      box.setAttribute("role", "status");
      box.append(fragment);
      link.parentElement.after(box);
      link.setAttribute("role", "button");
      link.setAttribute("aria-expanded", "true");
    } catch {
      location.assign(link.href);
    } finally {
      delete link.dataset.busy;
    }
  });

  // What is typed is echoed as it is understood; an answer that comes late is for what was typed before.
  let typing = 0;
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!field.dataset || !field.dataset.understood) return;
    const turn = ++typing;
    const echo = document.getElementById("echo");
    setTimeout(async () => {
      if (turn !== typing) return;
      let told = "";
      try {
        const response = await fetch(field.dataset.understood + "&text=" + encodeURIComponent(field.value), { credentials: "same-origin" });
        if (response.ok) told = (await response.json()).text;
      } catch {
        // Without an echo the answer is told once it is saved.
      }
      if (turn === typing) echo.textContent = told;
    }, 250);
  });

  // Shortcuts have a modifier, so that they get in the way of nobody who dictates or types.
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey) return;
    const target = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (target) {
      event.preventDefault();
      target.click();
    }
  });

  prepare(document);
  focus(false);
})();
