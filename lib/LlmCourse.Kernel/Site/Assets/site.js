// What a page does beyond being read: light and dark, formulas, interactive charts, copying, the place in the contents, terms, what has been read.
(() => {
  const root = document.documentElement;
  const assets = new URL(".", document.currentScript.src);
  const systemIsDark = matchMedia("(prefers-color-scheme: dark)");
  const charts = [];
  const isDark = () => (root.dataset.theme ?? (systemIsDark.matches ? "dark" : "light")) === "dark";

  // --- Light and dark -------------------------------------------------------------------------------------------
  const toggle = document.querySelector(".theme-toggle");
  const showTheme = () => {
    const next = isDark() ? "light" : "dark";
    toggle.hidden = false;
    toggle.textContent = isDark() ? "☀" : "☾";
    toggle.setAttribute("aria-label", `Switch to the ${next} theme`);
    toggle.title = `Switch to the ${next} theme`;
    charts.forEach(paint);
  };
  toggle.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    try {
      localStorage.setItem("llmcourse-theme", root.dataset.theme);
    } catch {
      // The choice then lasts as long as the page.
    }

    showTheme();
  });
  systemIsDark.addEventListener("change", showTheme);

  // --- Formulas -------------------------------------------------------------------------------------------------
  if (window.katex) {
    for (const formula of document.querySelectorAll(".math")) {
      katex.render(formula.textContent, formula, { displayMode: formula.classList.contains("display"), throwOnError: false });
    }
  }

  const canHover = matchMedia("(hover: hover)").matches;

  // --- Charts: the static picture stays until a chart can take its place ------------------------------------------
  let plotly;
  const loadPlotly = () => plotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL("plotly.min.js", assets);
    script.onload = () => resolve(window.Plotly);
    script.onerror = reject;
    document.head.append(script);
  });

  const colours = () => {
    const style = getComputedStyle(document.body);
    const read = name => {
      const probe = document.createElement("span");
      probe.style.color = `var(${name})`;
      document.body.append(probe);
      const colour = getComputedStyle(probe).color;
      probe.remove();
      return colour;
    };
    return { font: style.fontFamily, ink: read("--ink"), muted: read("--muted"), line: read("--line"), page: read("--page") };
  };

  const themed = layout => {
    const { font, ink, muted, line, page } = colours();
    const changes = {
      "font.family": font, "font.color": muted, "title.font.color": ink,
      "hoverlabel.bgcolor": page, "hoverlabel.bordercolor": muted, "hoverlabel.font.color": ink, "legend.font.color": ink,
      "modebar.bgcolor": "transparent", "modebar.color": muted, "modebar.activecolor": ink,
    };
    for (const axis of Object.keys(layout).filter(key => /^[xy]axis\d*$/.test(key))) {
      changes[`${axis}.gridcolor`] = line;
      changes[`${axis}.linecolor`] = muted;
      changes[`${axis}.zerolinecolor`] = line;
      changes[`${axis}.separatethousands`] = true;
    }

    return changes;
  };

  const paint = chart => window.Plotly.relayout(chart, themed(chart.layout));

  const upgrade = async figure => {
    const picture = figure.querySelector("svg");
    const chart = document.createElement("div");
    try {
      const { data, layout } = JSON.parse(figure.querySelector("script.llmcourse-plotly").textContent);
      const library = await loadPlotly();
      chart.className = "chart";
      chart.style.minHeight = `${layout.height ?? picture?.getBoundingClientRect().height ?? 400}px`;
      (picture ?? figure.firstElementChild).after(chart);
      await library.newPlot(chart, data, layout, { responsive: true, displaylogo: false, displayModeBar: canHover && "hover" });
      await library.relayout(chart, themed(chart.layout));
      figure.classList.add("interactive");
      library.Plots.resize(chart);
      charts.push(chart);
    } catch (problem) {
      chart.remove(); // The picture says the same.
      console.warn("A chart stays a picture:", problem);
    }
  };

  const seen = new IntersectionObserver(entries => {
    for (const { target } of entries.filter(entry => entry.isIntersecting)) {
      seen.unobserve(target);
      upgrade(target);
    }
  }, { rootMargin: "400px" });
  document.querySelectorAll("figure.llmcourse-figure:has(script.llmcourse-plotly)").forEach(figure => seen.observe(figure));

  // --- Copying code ---------------------------------------------------------------------------------------------
  if (navigator.clipboard) {
    for (const block of document.querySelectorAll(".code")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "copy";
      button.textContent = "Copy";
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(block.querySelector("code").textContent);
        button.textContent = "Copied";
        setTimeout(() => button.textContent = "Copy", 1500);
      });
      block.append(button);
    }
  }

  // --- Contents: open where there is room beside the text; the section being read is marked ------------------------
  const contents = document.querySelector(".contents details");
  if (contents) {
    const wide = matchMedia("(min-width: 75rem)");
    const fit = () => contents.open = wide.matches;
    wide.addEventListener("change", fit);
    fit();

    const links = new Map([...contents.querySelectorAll("a")].map(link => [decodeURIComponent(link.hash.slice(1)), link]));
    const headings = [...links.keys()].map(id => document.getElementById(id)).filter(heading => heading);
    const mark = () => {
      const current = headings.findLast(heading => heading.getBoundingClientRect().top < innerHeight / 4) ?? headings[0];
      links.forEach((link, id) => id === current?.id ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current"));
    };
    addEventListener("scroll", mark, { passive: true });
    mark();
  }

  // --- The menu of all pages closes like one ----------------------------------------------------------------------
  const menu = document.querySelector(".menu");
  if (menu) {
    document.addEventListener("click", event => menu.contains(event.target) || (menu.open = false));
    menu.addEventListener("keydown", event => {
      if (event.key === "Escape" && menu.open) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
    });
    menu.addEventListener("focusout", event => event.relatedTarget && !menu.contains(event.relatedTarget) && (menu.open = false));
  }

  // --- What scrolls in itself can be scrolled by keyboard ------------------------------------------------------------
  const watchScrollers = () => {
    for (const box of document.querySelectorAll(".table, .code pre, .output, .output pre, .error pre, .math.display")) {
      const scrolls = box.scrollWidth > box.clientWidth + 1 || (box.scrollHeight > box.clientHeight + 1 && getComputedStyle(box).overflowY !== "hidden");
      if (scrolls && box.clientWidth > 0) {
        box.tabIndex = 0;
        box.setAttribute("role", "group");
        box.setAttribute("aria-label", box.matches(".table") ? "Table, scrolls" : box.matches(".math") ? "Formula, scrolls" : "Scrolls");
      } else if (box.getAttribute("tabindex") === "0") {
        ["tabindex", "role", "aria-label"].forEach(name => box.removeAttribute(name));
      }
    }
  };
  addEventListener("resize", watchScrollers);
  addEventListener("load", watchScrollers);

  // --- Terms: what the glossary says about a word, beside it -----------------------------------------------------------
  const terms = document.querySelectorAll("a.term");
  if (terms.length > 0) {
    const tip = document.createElement("div");
    tip.id = "meaning";
    tip.className = "meaning";
    tip.setAttribute("role", "tooltip");
    tip.hidden = true;
    document.querySelector("main").append(tip);
    let shown;
    let waiting;
    const hide = () => {
      clearTimeout(waiting);
      shown?.removeAttribute("aria-describedby");
      shown = undefined;
      tip.hidden = true;
    };
    const show = term => {
      hide();
      shown = term;
      tip.textContent = term.dataset.meaning;
      tip.hidden = false;
      term.setAttribute("aria-describedby", tip.id);
      const at = term.getClientRects()[0];
      const width = Math.min(360, root.clientWidth - 16);
      tip.style.width = `${width}px`;
      tip.style.left = `${Math.max(8, Math.min(at.left, root.clientWidth - width - 8))}px`;
      const below = at.bottom + 6;
      tip.style.top = `${below + tip.offsetHeight > innerHeight && at.top > tip.offsetHeight + 6 ? at.top - 6 - tip.offsetHeight : below}px`;
    };
    const leave = () => waiting = setTimeout(hide, 200); // time to move from the word to its meaning
    for (const term of terms) {
      term.addEventListener("mouseenter", () => show(term));
      term.addEventListener("mouseleave", leave);
      term.addEventListener("focus", () => show(term));
      term.addEventListener("blur", hide);
    }

    tip.addEventListener("mouseenter", () => clearTimeout(waiting));
    tip.addEventListener("mouseleave", hide);
    addEventListener("keydown", event => event.key === "Escape" && hide());
    addEventListener("scroll", hide, { passive: true });
  }

  // --- What has been read and solved, kept in this browser --------------------------------------------------------------
  const readingKey = "llmcourse-reading";
  const load = () => {
    try {
      const known = JSON.parse(localStorage.getItem(readingKey)) ?? {};
      return { pages: known.pages ?? {}, passed: known.passed ?? [] };
    } catch {
      return { pages: {}, passed: [] }; // none yet, none allowed, or spoilt
    }
  };
  const change = how => {
    const reading = load();
    how(reading);
    try {
      localStorage.setItem(readingKey, JSON.stringify(reading));
    } catch {
      // A browser may keep no storage for pages from the disk.
    }
  };
  const words = text => (text ?? "").split(" ").filter(word => word);
  const solve = passed => passed.length > 0 && change(reading => reading.passed = [...new Set([...reading.passed, ...passed])]);

  const chapter = document.querySelector("main[data-chapter]");
  if (chapter) {
    const name = chapter.dataset.chapter;
    solve(words(chapter.dataset.passed));
    change(reading => reading.pages[name] ??= "opened");
    new IntersectionObserver((entries, observer) => {
      if (entries.some(entry => entry.isIntersecting)) {
        observer.disconnect();
        change(reading => reading.pages[name] = "read");
      }
    }).observe(chapter.appendChild(Object.assign(document.createElement("div"), { className: "end" })));
  }

  const reset = document.querySelector(".reset");
  const rows = document.querySelectorAll(".reading");
  const showReading = () => {
    const { pages, passed } = load();
    for (const row of rows) {
      const all = words(row.dataset.exercises);
      const solved = all.filter(id => passed.includes(id) || words(row.dataset.passed).includes(id)).length;
      row.textContent = [pages[row.dataset.chapter], all.length > 0 ? `${solved} of ${all.length} ${all.length === 1 ? "exercise" : "exercises"} solved` : ""].filter(part => part).join(" · ");
    }

    if (reset) {
      reset.hidden = Object.keys(pages).length + passed.length === 0;
    }
  };
  if (reset) {
    reset.querySelector("button").addEventListener("click", () => {
      if (confirm("Forget which pages were read, and which exercises were solved, in this browser?")) {
        try {
          localStorage.removeItem(readingKey);
        } catch {
          // Nothing was kept.
        }

        showReading();
        rows[0]?.closest("section").querySelector("a").focus();
      }
    });
    showReading();
    addEventListener("pageshow", showReading);
  }

  // --- Paper has no folds, and its contents stand below the title ----------------------------------------------------------
  const list = document.querySelector(".contents");
  list?.classList.toggle("long", list.querySelectorAll("a").length > 60);
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("main details:not([open]), .contents details:not([open])")];
    folded.forEach(fold => fold.open = true);
    list?.nextElementSibling?.querySelector(".title")?.after(list);
  });
  addEventListener("afterprint", () => {
    folded.forEach(fold => fold.open = false);
    list && document.querySelector(".layout").prepend(list);
  });

  watchScrollers();
  showTheme();
})();
