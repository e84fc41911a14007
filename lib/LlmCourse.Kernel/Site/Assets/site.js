// What a page does beyond being read: light and dark, formulas, interactive charts, copying, the place in the contents.
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

  showTheme();
})();
