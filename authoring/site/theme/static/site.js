// Definitions over terms, folds that open for a link into them, boxes that scroll by keyboard.
(() => {
  const root = document.documentElement.dataset.content_root;
  const box = Object.assign(document.createElement("div"), { id: "definition", hidden: true });
  box.setAttribute("role", "tooltip");
  document.body.append(box);
  let shown = null;
  let timer = 0;
  let loading = null;

  function definitions() {
    loading ??= new Promise((resolve) => {
      const script = document.createElement("script");
      script.src = `${root}_static/definitions.js`;
      script.onload = () => resolve(window.definitions);
      document.head.append(script);
    });
    return loading;
  }

  async function show(term) {
    const found = await definitions();
    const definition = found[decodeURIComponent(term.hash.slice(1))];
    if (!definition) return;
    hide();
    box.innerHTML = definition;
    for (const link of box.querySelectorAll("a")) link.href = root + link.getAttribute("href");
    const more = Object.assign(document.createElement("a"), { href: term.href });
    more.textContent = "In the glossary";
    box.append(more);
    box.hidden = false;
    const at = term.getClientRects()[0];
    const left = Math.min(at.left, document.documentElement.clientWidth - box.offsetWidth - 16);
    const above = at.bottom + box.offsetHeight + 8 > window.innerHeight && at.top > box.offsetHeight;
    box.style.left = `${Math.max(left, 16) + window.scrollX}px`;
    box.style.top = `${(above ? at.top - box.offsetHeight - 6 : at.bottom + 6) + window.scrollY}px`;
    term.setAttribute("aria-describedby", "definition");
    shown = term;
  }

  function hide() {
    box.hidden = true;
    shown?.removeAttribute("aria-describedby");
    shown = null;
  }

  function soon(action, milliseconds) {
    clearTimeout(timer);
    timer = setTimeout(action, milliseconds);
  }

  for (const term of document.querySelectorAll("a.term")) {
    let touched = false;
    term.addEventListener("pointerenter", (event) => {
      if (event.pointerType === "mouse") soon(() => show(term), 200);
    });
    term.addEventListener("pointerleave", () => soon(hide, 250));
    term.addEventListener("pointerdown", (event) => (touched = event.pointerType !== "mouse"));
    term.addEventListener("focus", () => touched || soon(() => show(term), 0));
    term.addEventListener("blur", () => soon(hide, 250));
    term.addEventListener("click", (event) => {
      if (!touched || shown === term) return; // a second tap follows the link
      event.preventDefault();
      soon(() => show(term), 0);
    });
  }
  box.addEventListener("pointerenter", () => clearTimeout(timer));
  box.addEventListener("focusin", () => clearTimeout(timer));
  box.addEventListener("pointerleave", () => soon(hide, 250));
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
  document.addEventListener("pointerdown", (event) => {
    if (!box.contains(event.target) && event.target.closest("a.term") !== shown) hide();
  });

  function openTarget() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const own = target?.querySelector(":scope > details");
    if (own) own.open = true;
    for (let fold = target?.closest("details"); fold; fold = fold.parentElement.closest("details")) {
      fold.open = true;
    }
    target?.scrollIntoView();
  }
  if (location.hash) openTarget();
  window.addEventListener("hashchange", openTarget);

  // Measured when the keyboard is first used, since it lays out the whole page; all are measured
  // before one is changed, so that this happens once.
  let measured = false;
  function letScroll(event) {
    if (event.key !== "Tab" || measured) return;
    measured = true;
    const parts = [...document.querySelectorAll("article :is(pre, .table-wrapper, .formula)")];
    const wide = parts.filter((part) => part.scrollWidth > part.clientWidth);
    for (const part of wide) part.tabIndex = 0;
  }
  document.addEventListener("keydown", letScroll, true);
  window.addEventListener("resize", () => (measured = false));
  document.addEventListener("toggle", () => (measured = false), true);
})();
