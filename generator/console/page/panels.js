// What the sandbox did, holds and is told to do: one tab for each.

import { ask, badge, byId, el, facts, pre, pretty, status } from "./dom.js";

const TABS = [
  ["requests", "Requests", requests],
  ["things", "Things", things],
  ["processes", "Processes", processes],
  ["faults", "Faults", faults],
  ["webhooks", "Webhooks", webhooks],
];

export const seen = { about: null, state: null, records: [], refresh: () => {} };

let current = "requests";
const opened = new Set(); // numbers of requests that are unfolded
const wish = { operation: "", times: "" }; // what the next fault is for
const drawn = new Map(); // what a tab showed last, so that it is not drawn anew under a reader's hands

export function tabs() {
  byId("tabs").replaceChildren(
    ...TABS.map(([id, name]) =>
      el(
        "button",
        { role: "tab", id: `tab-${id}`, "aria-selected": String(id === current), on: { click: () => open(id), keydown: turn } },
        name,
        el("span", { class: "count", id: `count-${id}` }),
      ),
    ),
  );
  open(current);
}

function open(id) {
  current = id;
  for (const [name] of TABS) {
    byId(`tab-${name}`).setAttribute("aria-selected", String(name === id));
    byId(`tab-${name}`).setAttribute("tabindex", name === id ? "0" : "-1");
  }
  byId("panel").setAttribute("aria-labelledby", `tab-${id}`);
  draw(true);
}

// Arrow keys, Home and End, as in every list of tabs.
function turn(event) {
  const at = TABS.findIndex(([id]) => id === current);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: TABS.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  const [id] = TABS[(to + TABS.length) % TABS.length];
  open(id);
  byId(`tab-${id}`).focus();
}

export function draw(anew = false) {
  const { state, records } = seen;
  if (!state) return;
  const counts = { requests: records.length, things: state.touched, processes: state.processes.length, faults: state.faults.length };
  for (const [id] of TABS) byId(`count-${id}`).textContent = counts[id] ? String(counts[id]) : "";
  const key = JSON.stringify({
    requests: [records.at(-1)?.number, records.length, state.drift],
    things: state.things,
    processes: state.processes.map(({ left, ...rest }) => ({ ...rest, left: Math.ceil(left) })),
    faults: state.faults,
  }[current] ?? null);
  if (!anew && drawn.get(current) === key) return;
  drawn.set(current, key);
  const panel = byId("panel");
  const top = panel.scrollTop;
  panel.replaceChildren(...TABS.find(([id]) => id === current)[2]());
  panel.scrollTop = anew ? 0 : top;
}

function empty(text) {
  return el("p", { class: "empty" }, text);
}

function requests() {
  const { state, records } = seen;
  if (!records.length) return [empty("No request yet. Send one from the form, or from your program.")];
  const drift = Object.entries(state.drift);
  return [
    el("div", { class: "row end" }, el("button", { on: { click: clear } }, "Clear the list")),
    drift.length > 0 &&
      el("details", { class: "drift" }, el("summary", {}, `Spelt otherwise than documented: ${drift.length}`),
        el("ul", {}, drift.map(([place, count]) => el("li", {}, `${place} (${count} ×)`)))),
    ...[...records].reverse().map(request),
  ].filter(Boolean);
}

async function clear() {
  await ask("clear", {});
  seen.records.length = 0;
  opened.clear();
  draw(true);
}

function request(record) {
  const why = record.fault ? `on purpose: ${record.fault}` : record.refused ? reason(record.refused) : "";
  const details = el(
    "details",
    {
      class: "request",
      open: opened.has(record.number),
      on: { toggle: () => (details.open ? opened.add(record.number) : opened.delete(record.number)) },
    },
    el(
      "summary",
      {},
      badge(record.method),
      el("span", { class: "path" }, record.path),
      status(record.status),
      el("span", { class: "why quiet" }, [record.operation ?? (record.told ? "no operation" : ""), why].filter(Boolean).join(" · ")),
    ),
    facts([
      ["Route", record.operation ?? (record.told ? "none: no operation has this path and method" : "not told: generate the package anew")],
      ["When", `${new Date(record.at * 1000).toLocaleTimeString()}, ${record.ms} ms`],
      ["Credentials", pairs(record.credentials)],
      ["Limit left", pairs(record.left) || (seen.about.limited ? "" : record.credentials && "not counted (start with --limits)")],
      ["Refused", record.refused && reason(record.refused)],
      ["On purpose", record.fault],
      ["Spelt otherwise", record.spelt?.join("; ")],
    ]),
    ...part("Arguments", record.arguments),
    ...part("Body", record.body),
    ...part(`Answer${record.answer?.media ? `, ${record.answer.media}` : ""}`, record.answer?.body && pretty(record.answer.body)),
  );
  return details;
}

function part(title, value) {
  const nothing = value === null || value === undefined || value === "" || (typeof value === "object" && !Object.keys(value).length);
  return nothing ? [] : [el("h4", {}, title), pre(value)];
}

function pairs(values) {
  return Object.entries(values ?? {}).map(([name, value]) => `${name}: ${value}`).join(", ");
}

function reason(refused) {
  const fields = Object.entries(refused.fields ?? {}).map(([name, said]) => `${name} ${[said].flat().join(", ")}`);
  return fields.join("; ") || refused.message || (refused.reason ?? "").replaceAll("-", " ");
}

function things() {
  const { things: held, touched } = seen.state;
  const paths = Object.keys(held).reverse();
  if (!paths.length) return [empty("Nothing was made, changed or deleted: all is as the document's examples have it.")];
  return [
    el("p", { class: "quiet" }, `What requests have changed: ${touched}. All else is as the document's examples have it.`),
    ...paths.map((path) =>
      el("details", { class: "thing" },
        el("summary", {}, el("span", { class: "path" }, path), el("span", { class: "quiet" }, held[path] === null ? "deleted" : named(held[path]))),
        held[path] !== null && pre(held[path])),
    ),
  ];
}

function named(thing) {
  return String(thing.name ?? thing.title ?? thing.email ?? thing.status ?? "").slice(0, 80);
}

function processes() {
  const { processes: begun } = seen.state;
  if (!begun.length) return [empty("No process was begun. One that a request begins is pending for a while: turn the clock to end it; choose its end under Answer.")];
  return [
    el("p", { class: "quiet" }, "What is pending ends by the sandbox's clock."),
    el("table", {},
      el("thead", {}, el("tr", {}, ["Process", "Begun by", "State", "Ends as"].map((name) => el("th", {}, name)))),
      el("tbody", {}, [...begun].reverse().map((one) =>
        el("tr", {}, el("td", {}, one.id), el("td", {}, one.operation), el("td", {}, one.state),
          el("td", {}, one.left > 0 ? `${one.ends} in ${Math.ceil(one.left)} s ` : one.ends,
            one.left > 0 && el("button", { title: "Turn the clock to its end", on: { click: () => turnTo(one.left) } }, "End")))))),
  ];
}

async function turnTo(left) {
  await ask("clock", { ahead: Math.ceil(left) });
  await seen.refresh();
}

function faults() {
  const { state, about } = seen;
  const operation = el("select", { "aria-label": "Operation" }, el("option", { value: "" }, "every operation"),
    about.operations.map((one) => el("option", { value: one.id }, one.id)));
  const times = el("select", { "aria-label": "How often" }, [["", "until switched off"], ["1", "once"], ["2", "twice"], ["5", "5 times"]]
    .map(([value, text]) => el("option", { value }, text)));
  for (const [name, input] of Object.entries({ operation, times })) {
    input.value = wish[name];
    input.addEventListener("change", () => (wish[name] = input.value));
  }
  const add = (fault) => () => {
    const more = { operation: operation.value, ...fault };
    if (times.value) more.times = Number(times.value);
    return set([...state.faults.map(bare), more]);
  };
  const kinds = [
    ["2 s late", { delay: 2 }],
    ["500", { status: 500 }],
    [`${about.throttled} too many requests`, { throttled: true }],
    ["503", { status: 503 }],
    ["Connection reset", { reset: true }],
    ["Answer breaks off", { truncate: true }],
  ];
  return [
    el("h3", {}, "Switch on"),
    el("div", { class: "row" }, operation, times),
    el("div", { class: "buttons" }, kinds.map(([name, fault]) => el("button", { on: { click: add(fault) } }, name))),
    el("h3", {}, "On now"),
    state.faults.length === 0 && el("p", { class: "quiet" }, "None. Errors come in the vendor's own shape."),
    ...state.faults.map((fault, index) =>
      el("div", { class: "row fault" },
        el("span", {}, el("b", {}, fault.said), ` for ${fault.operation || "every operation"}`, fault.times ? `, ${fault.times} × more` : ""),
        el("button", { on: { click: () => set(state.faults.filter((_, at) => at !== index).map(bare)) } }, "Off"))),
  ].filter(Boolean);
}

function bare({ said, ...fault }) {
  return fault;
}

async function set(wanted) {
  await ask("faults", { faults: wanted });
  await seen.refresh();
}

function webhooks() {
  const { about } = seen;
  if (!about.webhooks.length) return [empty("The document tells of no messages that the vendor sends.")];
  const name = el("select", { "aria-label": "Message" }, about.webhooks.map((one) => el("option", { value: one.name }, one.name)));
  const url = el("input", { value: "http://127.0.0.1:9000/webhooks", spellcheck: "false", "aria-label": "URL on this machine" });
  const body = el("textarea", { rows: 10, spellcheck: "false", "aria-label": "Message body" });
  const key = el("textarea", { rows: 2, spellcheck: "false", autocomplete: "off", "aria-label": "Secret" });
  const id = el("input", { spellcheck: "false", autocomplete: "off", "aria-label": "Key id" });
  const summary = el("p", { class: "quiet" });
  const signed = el("div", {});
  const came = el("div", { "aria-live": "polite" });
  const choose = () => {
    const one = about.webhooks.find((each) => each.name === name.value);
    body.value = one.body;
    summary.textContent = [one.summary, `${one.method} ${one.media}`].filter(Boolean).join(" · ");
    signed.replaceChildren(...(one.algorithm
      ? [el("label", { class: "field" }, el("span", { class: "name" }, "Secret", el("small", {}, `${one.algorithm} in ${one.header}`)), key),
         one.names_key ? el("label", { class: "field" }, el("span", { class: "name" }, "Key id"), id) : ""]
      : [el("p", { class: "quiet" }, "The document does not say how it is signed.")]));
  };
  name.addEventListener("change", choose);
  choose();
  const send = async () => {
    came.replaceChildren(el("p", { class: "quiet" }, "Waiting…"));
    try {
      const said = await ask("webhook", { name: name.value, url: url.value, body: body.value, key: key.value, key_id: id.value });
      came.replaceChildren(el("p", {}, "Answered ", status(said.status)), said.body ? pre(said.body) : "", el("h4", {}, "Sent with"), pre(said.sent));
    } catch (error) {
      came.replaceChildren(el("p", { class: "wrong" }, error.message));
    }
  };
  return [
    el("label", { class: "field" }, el("span", { class: "name" }, "Message"), name),
    summary,
    el("label", { class: "field" }, el("span", { class: "name" }, "To", el("small", {}, "on this machine")), url),
    body,
    signed,
    el("div", { class: "row" }, el("button", { class: "go", on: { click: send } }, "Send")),
    came,
  ];
}
