// The search: a dialog over an index that is fetched when it is first needed, as a script, since a page from the disk may not read files.
(() => {
  const opener = document.querySelector(".search-open");
  if (!opener) {
    return;
  }

  const assets = new URL(".", document.currentScript.src);
  const most = 30;
  const fold = text => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const make = (tag, settings = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), settings);
    element.append(...children);
    return element;
  };

  // --- The index --------------------------------------------------------------------------------------------------
  let loading;
  const load = () => loading ??= new Promise((resolve, reject) => {
    const script = make("script", { src: new URL("search-index.js", assets), onerror: reject });
    script.onload = () => resolve(window.llmcourseSearch.entries.map(([page, anchor, kind, title, text]) => {
      const [file, name] = window.llmcourseSearch.pages[page];
      return { page, kind, title, text, name, address: file + (anchor ? `#${encodeURIComponent(anchor)}` : ""), isPage: !anchor, low: fold(text), head: fold(title), pageHead: fold(name) };
    }));
    document.head.append(script);
  });

  // --- How well an entry answers: every word must be in it, and a title says more than a text -----------------------------
  const rateWord = (entry, word) => {
    const parts = entry.head.split(/[^\p{L}\p{N}]+/u);
    return entry.head === word ? 12
      : parts.includes(word) ? 9
      : parts.some(part => part.startsWith(word)) ? 7
      : word.length > 2 && entry.head.includes(word) ? 5
      : begins(entry.low, word) ? 2
      : word.length > 2 && entry.low.includes(word) ? 1
      : entry.pageHead.includes(word) ? .5 : 0;
  };
  const begins = (text, word) => {
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
      if (at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1])) {
        return true;
      }
    }

    return false;
  };
  const extra = { term: 3, type: 2, claim: 0, section: 1 };
  const rate = (entry, words, query) => {
    let sum = 0;
    for (const word of words) {
      const rating = rateWord(entry, word);
      if (rating === 0) {
        return 0;
      }

      sum += rating;
    }

    return sum < words.length ? 0 // only the name of its page has the words
      : sum + (words.length > 1 && (entry.low.includes(query) || entry.head.includes(query)) ? 4 : 0) + extra[entry.kind] + (entry.isPage ? 2 : 0);
  };

  // --- Results ----------------------------------------------------------------------------------------------------
  const marked = (text, words) => {
    const folded = fold(text);
    const pieces = [];
    let from = 0;
    while (from < text.length) {
      const [at, word] = words.map(w => [folded.indexOf(w, from), w]).filter(([place]) => place >= 0).sort((a, b) => a[0] - b[0] || b[1].length - a[1].length)[0] ?? [-1, ""];
      if (at < 0) {
        break;
      }

      pieces.push(text.slice(from, at), make("mark", { textContent: text.slice(at, at + word.length) }));
      from = at + word.length;
    }

    return [...pieces, text.slice(from)];
  };
  const snippet = (entry, words) => {
    const first = Math.min(...words.map(word => entry.low.indexOf(word)).filter(at => at >= 0));
    const start = Number.isFinite(first) && first > 60 ? entry.text.indexOf(" ", first - 60) + 1 : 0;
    const cut = entry.text.slice(start, start + 160);
    return (start > 0 ? "… " : "") + cut + (start + 160 < entry.text.length ? " …" : "");
  };
  const kinds = { section: "", claim: "claim", type: "type in C#", term: "term" };
  const show = (entry, words) => {
    const where = [kinds[entry.kind], entry.isPage && entry.kind === "section" ? "" : entry.name].filter(part => part).join(" · ");
    const link = make("a", { href: entry.address },
      make("span", { className: "found" }, ...marked(entry.isPage ? entry.name : entry.title, words)),
      make("span", { className: "where", textContent: where }));
    if (entry.text) {
      link.append(make("span", { className: "snippet" }, ...marked(snippet(entry, words), words)));
    }

    link.addEventListener("click", () => dialog.close());
    return make("li", {}, link);
  };

  // --- The dialog ---------------------------------------------------------------------------------------------------
  const input = make("input", { type: "search", id: "search-words", autocomplete: "off", spellcheck: false, enterKeyHint: "go" });
  const count = make("p", { className: "count" });
  count.setAttribute("role", "status");
  const list = make("ol", { className: "results" });
  const close = make("button", { type: "button", textContent: "Close" });
  const dialog = make("dialog", { className: "search" },
    make("div", { className: "search-head" }, make("label", { htmlFor: input.id, textContent: "Search the course" }), close), input, count, list);
  dialog.setAttribute("aria-label", "Search");
  document.body.append(dialog);

  const update = async () => {
    const query = fold(input.value.trim());
    const words = query.split(/\s+/).filter(word => word);
    let entries;
    try {
      entries = await load();
    } catch {
      count.textContent = "The index of the search is not there; run the course again.";
      return;
    }

    if (query !== fold(input.value.trim())) {
      return; // typed on meanwhile
    }

    const found = words.length === 0 ? [] : entries.map(entry => [rate(entry, words, query), entry]).filter(([rating]) => rating > 0)
      .sort((a, b) => b[0] - a[0] || a[1].page - b[1].page).map(([, entry]) => entry);
    list.replaceChildren(...found.slice(0, most).map(entry => show(entry, words)));
    list.scrollTop = 0;
    count.textContent = words.length === 0 ? "Headings, text, types, claims and terms."
      : found.length === 0 ? `Nothing has “${input.value.trim()}” in it.`
      : found.length > most ? `The first ${most} of ${found.length} places.`
      : `${found.length} ${found.length === 1 ? "place" : "places"}.`;
  };

  const open = () => {
    if (!dialog.open) {
      dialog.showModal();
      input.focus();
      input.select();
      update();
    }
  };

  input.addEventListener("input", update);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", event => event.target === dialog && dialog.close());
  dialog.addEventListener("keydown", event => {
    const stops = [input, ...list.querySelectorAll("a")];
    const at = stops.indexOf(document.activeElement);
    if (event.key === "Escape") {
      event.preventDefault(); // the first one would only empty the field
      dialog.close();
    } else if (event.key === "Enter" && document.activeElement === input && stops[1]) {
      event.preventDefault();
      stops[1].click();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && at >= 0) {
      event.preventDefault();
      stops[Math.max(0, Math.min(stops.length - 1, at + (event.key === "ArrowDown" ? 1 : -1)))].focus();
    }
  });

  opener.hidden = false;
  opener.setAttribute("aria-keyshortcuts", "/");
  opener.addEventListener("click", open);
  document.addEventListener("keydown", event => {
    if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !event.target.closest("input, textarea, select, [contenteditable]")) {
      event.preventDefault();
      open();
    }
  });
})();
