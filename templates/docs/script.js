// Search, colours in code, and a mark for where the reader is. Pages are whole without it.
"use strict";
(() => {
  const page = location.pathname.split("/").pop() || "index.html";
  const root = document.documentElement;
  const make = (tag, text, name) => {
    const made = document.createElement(tag);
    made.textContent = text;
    if (name) made.className = name;
    return made;
  };
  root.classList.add("js");

  // Where a name that moved to another page stands now.
  const wanted = decodeURIComponent(location.hash.slice(1));
  if (wanted && !document.getElementById(wanted)) {
    const name = wanted.split(".")[0];
    const [kind, of] = page.split(".");
    const near = INDEX.filter(([at]) => at.startsWith(kind + "." + of + "."));
    const there = [...near, ...INDEX].find(([at, all]) => at.startsWith(kind) && all.some((one) => one[0] === name));
    if (there) location.replace(there[0] + "#" + wanted);
  }

  // The flavour that was chosen last.
  const asynchronous = document.getElementById("async");
  try {
    asynchronous.checked = localStorage.getItem("flavour") === "async";
  } catch { /* no storage here */ }
  document.querySelector(".flavour").addEventListener("change", () => {
    try { localStorage.setItem("flavour", asynchronous.checked ? "async" : "sync"); } catch { /* nor here */ }
  });

  // Search: every word in a name, a path or a summary; what begins so comes first.
  const input = document.querySelector(".find input");
  const list = document.querySelector(".find ol");
  const entries = INDEX.flatMap(([at, all]) => all.map(([anchor, hint, words]) => {
    const name = at.startsWith("client.") ? at.slice(0, -4) + anchor : anchor;
    return { href: at + "#" + anchor, name, hint, words, anchor: anchor.toLowerCase(),
      text: (name + " " + hint + " " + words).toLowerCase() };
  }));
  const rank = (entry, first) => {
    if (entry.anchor === first) return 0;
    return (entry.anchor.startsWith(first) ? 1 : entry.anchor.includes(first) ? 2 : 3) + (entry.hint ? 0 : 2.5);
  };
  input.addEventListener("input", () => {
    const asked = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = asked.length
      ? entries.filter((entry) => asked.every((word) => entry.text.includes(word)))
      : [];
    found.sort((a, b) => rank(a, asked[0]) - rank(b, asked[0]));
    list.replaceChildren(...found.slice(0, 30).map((entry) => {
      const link = make("a", entry.name);
      link.href = entry.href;
      link.append(make("small", [entry.words, entry.hint].filter(Boolean).join(" · ")));
      const item = make("li", "");
      item.append(link);
      return item;
    }));
    if (asked.length && !found.length) list.append(make("li", "Nothing found."));
  });
  const links = () => [...list.querySelectorAll("a")];
  document.addEventListener("keydown", (event) => {
    const inside = event.target.closest(".find");
    if (event.key === "/" && !inside) {
      event.preventDefault();
      input.select();
    } else if (inside && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      const all = [input, ...links()];
      const at = all.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
      (all[at] || all[0]).focus();
    } else if (inside && event.key === "Enter" && event.target === input && links()[0]) {
      links()[0].click();
    } else if (inside && event.key === "Escape") {
      document.activeElement.blur();
    }
  });
  list.addEventListener("click", () => document.activeElement.blur());

  // Colours, when code comes into view.
  const rules = {
    py: /(#[^\n]*)|("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|\b(from|import|async|await|for|in|with|as|except|True|False|None)\b|\b(\d[\d_.]*)\b/g,
    http: /(^[A-Za-z-]+:(?= ))|("(?:\\.|[^"\\\n])*")|\b(true|false|null|GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|QUERY)\b|(?<=[\s:,[])(-?\d[\d.eE+-]*)\b/gm,
  };
  const names = ["c", "s", "k", "n"];
  const paint = (pre) => {
    const texts = document.createTreeWalker(pre, NodeFilter.SHOW_TEXT);
    const all = [];
    while (texts.nextNode()) all.push(texts.currentNode);
    for (const node of all) {
      const text = node.data;
      const made = [];
      let done = 0;
      for (const found of text.matchAll(rules[pre.className])) {
        made.push(text.slice(done, found.index), make("span", found[0], names[found.slice(1).findIndex(Boolean)]));
        done = found.index + found[0].length;
      }
      node.replaceWith(...made, text.slice(done));
    }
  };
  const near = new IntersectionObserver((seen) => {
    for (const one of seen) {
      if (one.isIntersecting) {
        near.unobserve(one.target);
        paint(one.target);
      }
    }
  }, { rootMargin: "800px" });
  document.querySelectorAll("pre.py, pre.http").forEach((pre) => near.observe(pre));

  // Which operation is read now.
  const inside = new Map([...document.querySelectorAll("nav ul ul a")].map((link) => [link.hash.slice(1), link]));
  const read = new IntersectionObserver((seen) => {
    for (const one of seen) {
      const link = inside.get(one.target.id);
      if (link) link.classList.toggle("here", one.isIntersecting);
    }
  }, { rootMargin: "-30% 0px -65%" });
  document.querySelectorAll("article[id]").forEach((one) => read.observe(one));
})();
