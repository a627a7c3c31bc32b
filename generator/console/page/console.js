// The console's page: operations on the left, a form in the middle, what happened on the right.

import { ask, badge, byId, el } from "./dom.js";
import * as forms from "./forms.js";
import { draw, seen, tabs } from "./panels.js";

const KEPT = 200;
const EVERY = 1000; // milliseconds between two looks
let chosen = null;
let loaded = null;
let looking = null;

async function begin() {
  const about = await ask("about");
  seen.about = about;
  seen.refresh = refresh;
  document.title = `${about.title} · sandbox`;
  byId("title").textContent = about.title;
  byId("about").replaceChildren(
    "Sandbox at ",
    el("code", {}, about.base),
    `: ${about.operations.length} operations, answered from the examples of its `,
    el("a", { href: "/openapi.json", target: "_blank", rel: "noopener" }, "document"),
  );
  forms.begin(about);
  list();
  tabs();
  await refresh();
  const asked = decodeURIComponent(location.hash.slice(1));
  const first = about.operations.find((one) => one.id === asked) ?? about.operations.find((one) => one.method === "GET") ?? about.operations[0];
  if (first) await choose(first);
}

function list() {
  const wanted = byId("search").value.toLowerCase().split(/\s+/).filter(Boolean);
  const groups = new Map();
  for (const operation of seen.about.operations) {
    const text = `${operation.method} ${operation.path} ${operation.id} ${operation.summary} ${operation.tag}`.toLowerCase();
    if (!wanted.every((word) => text.includes(word))) continue;
    if (!groups.has(operation.tag)) groups.set(operation.tag, []);
    groups.get(operation.tag).push(operation);
  }
  const none = groups.size ? [] : [el("p", { class: "empty" }, "No operation is like that.")];
  byId("operations").replaceChildren(
    ...none,
    ...[...groups].map(([tag, operations]) =>
      el("section", {}, el("h2", {}, tag || "other"), operations.map((operation) =>
        el("button", {
          class: operation.deprecated ? "operation old" : "operation",
          title: operation.summary || operation.id,
          "data-operation": operation.id,
          "aria-current": String(operation.id === chosen?.id),
          on: { click: () => choose(operation) },
        }, badge(operation.method), el("span", { class: "path" }, operation.path)))),
    ),
  );
}

async function choose(operation) {
  chosen = operation;
  history.replaceState(null, "", `#${encodeURIComponent(operation.id)}`);
  for (const button of document.querySelectorAll(".operation"))
    button.setAttribute("aria-current", String(button.dataset.operation === operation.id));
  await forms.show(seen.about, operation, refresh);
  if (matchMedia("(max-width: 760px)").matches) byId("form").scrollIntoView({ block: "start" });
}

async function refresh() {
  clearTimeout(looking);
  try {
    const since = seen.records.at(-1)?.number ?? 0;
    const state = await ask(`state?since=${since}`);
    byId("lost").hidden = true;
    if (loaded !== null && state.loaded !== loaded) return location.reload();
    loaded = state.loaded;
    if (state.number < since) seen.records.length = 0; // another server: it counts anew
    seen.records.push(...state.records.filter((one) => one.number > (seen.records.at(-1)?.number ?? 0)));
    seen.records.splice(0, Math.max(0, seen.records.length - KEPT));
    seen.state = state;
    byId("now").textContent = new Date(state.now * 1000).toLocaleTimeString();
    byId("ahead").textContent = state.ahead ? `(+${span(state.ahead)})` : "";
    draw();
  } catch {
    byId("lost").hidden = false;
  }
  if (!document.hidden) looking = setTimeout(refresh, EVERY);
}

function span(seconds) {
  const units = [[86400, "d"], [3600, "h"], [60, "min"], [1, "s"]];
  const words = [];
  for (const [size, unit] of units) {
    const count = Math.floor(seconds / size);
    if (count) words.push(`${count} ${unit}`);
    seconds -= count * size;
  }
  return words.slice(0, 2).join(" ");
}

byId("search").addEventListener("input", list);
document.addEventListener("visibilitychange", () => document.hidden || refresh());
document.addEventListener("keydown", (event) => {
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? "");
  if (event.key === "/" && !typing) {
    event.preventDefault();
    byId("search").focus();
  }
});
for (const button of document.querySelectorAll("[data-ahead]"))
  button.addEventListener("click", async () => {
    await ask("clock", { ahead: Number(button.dataset.ahead) });
    await refresh();
  });
byId("reset").addEventListener("click", async () => {
  await ask("reset", {});
  await refresh();
});

begin().catch((error) => {
  byId("lost").hidden = false;
  byId("lost").textContent = error.message;
});
