// The search page: finds sections, exercises, terms and errors while one types.
(() => {
  const KINDS = { section: "Section", exercise: "Exercise", term: "Term", error: "Error" };
  const MOST = 30;
  const field = document.querySelector(".sidebar-search");
  const list = document.getElementById("search-results");
  const status = document.getElementById("search-status");

  // `static_rnn` is found by its parts too, and Chinese text by each pair of characters.
  function tokenize(text) {
    return (text.match(/[\p{L}\p{N}_]+/gu) ?? []).flatMap((word) => {
      if (/\p{Script=Han}/u.test(word)) {
        return [word, ...Array.from(word).slice(1).map((letter, i) => Array.from(word)[i] + letter)];
      }
      return word.includes("_") ? [word, ...word.split("_").filter(Boolean)] : [word];
    });
  }

  const index = new MiniSearch({ fields: ["title", "page", "text"], tokenize });
  index.addAll(window.searchEntries.map((entry, id) => ({ id, ...entry })));
  const options = {
    boost: { title: 3 },
    prefix: (word) => word.length > 2,
    fuzzy: (word) => (word.length > 5 ? 0.15 : false),
    boostDocument: (id) => (window.searchEntries[id].kind === "section" ? 1 : 1.5),
  };

  // First what has every word, then what has some: a pasted error has names that no page knows.
  function find(query) {
    const every = index.search(query, { ...options, combineWith: "AND" });
    const some = every.length < 5 ? index.search(query, options) : [];
    const ids = new Set([...every, ...some].map((result) => result.id));
    return [...ids].slice(0, MOST).map((id) => window.searchEntries[id]);
  }

  function marked(text, words) {
    const pieces = words.map((word) => word.replace(/[^\p{L}\p{N}_]/gu, "\\$&"));
    const part = document.createElement("span");
    if (!pieces.length) return part;
    const parts = text.split(new RegExp(`(${pieces.join("|")})`, "giu"));
    parts.forEach((piece, i) => {
      const node = i % 2 ? document.createElement("mark") : document.createTextNode(piece);
      if (i % 2) node.textContent = piece;
      part.append(node);
    });
    return part;
  }

  function excerpt(text, words) {
    const places = words.map((word) => text.toLowerCase().indexOf(word.toLowerCase()));
    const first = Math.min(...places.filter((place) => place >= 0), text.length);
    const start = first < text.length ? Math.max(0, first - 60) : 0;
    return (start ? "…" : "") + text.slice(start, start + 200) + (text.length > start + 200 ? "…" : "");
  }

  function item(entry, words) {
    const line = document.createElement("li");
    const link = Object.assign(document.createElement("a"), { href: entry.to });
    link.append(marked(entry.title, words));
    const kind = Object.assign(document.createElement("span"), { className: "kind" });
    kind.textContent = KINDS[entry.kind];
    const page = Object.assign(document.createElement("span"), { className: "page" });
    page.textContent = entry.page ? ` ${entry.page}` : "";
    const text = document.createElement("p");
    text.append(marked(excerpt(entry.text, words), words));
    line.append(kind, link, page, text);
    return line;
  }

  function show() {
    const query = field.value.trim();
    const words = [...new Set(tokenize(query))].filter((word) => word.length > 2 || !/^\w+$/.test(word));
    const found = query ? find(query) : [];
    list.replaceChildren(...found.map((entry) => item(entry, words)));
    const count = found.length === MOST ? `The best ${MOST} results` : `${found.length} results`;
    status.textContent = query ? `${count} for: ${query}` : "Write a term, an error text or a task into the search box.";
    history.replaceState(null, "", query ? `?q=${encodeURIComponent(query)}` : location.pathname);
  }

  field.value = new URLSearchParams(location.search).get("q") ?? "";
  field.addEventListener("input", show);
  field.form.addEventListener("submit", (event) => event.preventDefault());
  show();
})();
