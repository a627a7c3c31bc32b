// The form of an operation, and the answer to it.

import { ask, badge, byId, el, pre, pretty, status } from "./dom.js";

let keys = {}; // by scheme; they stay in this page

export function begin(about) {
  keys = { ...about.keys };
}

export async function show(about, operation, called) {
  const form = await ask(`form?id=${encodeURIComponent(operation.id)}`);
  const inputs = new Map();
  const answer = el("div", { class: "answer", "aria-live": "polite" });
  const media = choice(form.bodies.map((body) => [body.media, body.media]), "Media type");
  const body = el("textarea", { spellcheck: "false", "aria-label": "Body", id: "body" });
  const fill = () => {
    body.value = form.bodies.find((one) => one.media === media.value)?.body ?? "";
    body.rows = Math.min(18, Math.max(4, body.value.split("\n").length + 1));
  };
  media.addEventListener("change", fill);
  fill();
  const security = choice(form.security.map((names, index) => [index, names.join(" and ") || "none"]), "Credentials");
  const credentials = el("div", { class: "fields" });
  const prefer = choice(answers(form), "Answer");
  const send = el("button", { class: "go", type: "submit" }, "Send");

  const keyed = () =>
    credentials.replaceChildren(
      ...form.security[security.value].map((name) => {
        const scheme = about.schemes.find((one) => one.name === name);
        if (!scheme || !(name in keys)) return "";
        const input = el("input", {
          value: keys[name],
          spellcheck: "false",
          autocomplete: "off",
          on: { input: () => (keys[name] = input.value) },
        });
        return field(name, `${scheme.kind}, ${scheme.where} ${scheme.wire}`, input, "any that looks right");
      }),
    );
  security.addEventListener("change", keyed);
  keyed();

  const submit = async (event) => {
    event.preventDefault();
    send.disabled = true;
    answer.replaceChildren(el("p", { class: "quiet" }, "Waiting for the answer…"));
    const used = Object.fromEntries(form.security[security.value].map((name) => [name, keys[name]]));
    const values = Object.fromEntries([...inputs].map(([name, input]) => [name, input.value]));
    const said = { operation: operation.id, values, keys: used, prefer: prefer.value };
    if (form.bodies.length) Object.assign(said, { media: media.value, body: body.value });
    try {
      answer.replaceChildren(...came(await ask("call", said)));
    } catch (error) {
      answer.replaceChildren(el("p", { class: "wrong" }, error.message));
    }
    send.disabled = false;
    called();
  };

  const parts = [
    el("div", { class: "head" }, badge(operation.method), el("h2", {}, operation.path)),
    el("p", { class: "id" }, operation.id, notes(operation, form)),
    operation.summary && el("p", {}, operation.summary),
    form.description && form.description !== operation.summary && el("p", { class: "quiet" }, form.description),
    el(
      "form",
      { on: { submit } },
      form.params.length > 0 && el("h3", {}, "Parameters"),
      form.params.length > 0 && el("div", { class: "fields" }, form.params.map((param) => parameter(param, inputs))),
      form.bodies.length > 0 && el("h3", {}, "Body"),
      form.bodies.length > 1 ? media : form.bodies.length > 0 && el("p", { class: "quiet" }, media.value),
      form.bodies.length > 0 && body,
      el("h3", {}, "Key"),
      form.security.length > 1 && security,
      form.security[0].length || form.security.length > 1 ? credentials : el("p", { class: "quiet" }, "None is needed."),
      el("h3", {}, "Answer"),
      el("div", { class: "row" }, prefer, send),
    ),
    answer,
  ];
  byId("form").replaceChildren(...parts.filter(Boolean));
}

function parameter(param, inputs) {
  const attributes = { spellcheck: "false", autocomplete: "off" };
  const first = param.required ? param.sample : "";
  let input;
  if (param.choices.length && param.type !== "array") {
    input = choice([["", param.required ? "" : "(not sent)"], ...param.choices.map((one) => [one, one])], param.key);
    input.value = first;
  } else {
    input = el("input", { ...attributes, value: first, placeholder: param.sample });
  }
  inputs.set(param.name, input);
  const about = [param.where, param.type].filter(Boolean).join(", ");
  return field(param.key, about, input, param.description, param.required);
}

function field(name, about, input, description, required) {
  return el(
    "label",
    { class: "field", title: description },
    el("span", { class: "name" }, name, required && el("b", { class: "must", title: "required" }, " *"), el("small", {}, about)),
    input,
  );
}

function choice(options, label) {
  return el("select", { "aria-label": label }, options.map(([value, text]) => el("option", { value }, text)));
}

function answers(form) {
  const found = [["", "as the sandbox decides"]];
  for (const { status: code, examples, description } of form.answers) {
    if (/^[0-9]{3}$/.test(code)) found.push([`code=${code}`, `${code}${description ? `: ${description}` : ""}`]);
    for (const name of examples) {
      const asked = /^[0-9]{3}$/.test(code) ? `code=${code}, example=${name}` : `example=${name}`;
      if (/^[A-Za-z0-9_.-]+$/.test(name)) found.push([asked, `${code}, example ${name}`]);
    }
  }
  for (const end of form.ends) if (/^[A-Za-z0-9_.-]+$/.test(end)) found.push([`process=${end}`, `the process ends as ${end}`]);
  found.push(["delay=2", "two seconds late"], ["fault=reset", "connection reset"], ["fault=truncate", "breaks off"]);
  return found;
}

function notes(operation, form) {
  const words = [
    operation.deprecated && "deprecated",
    operation.planned && "planned",
    ...form.limits.map((limit) => `limit ${limit}`),
    form.deadline && `deadline ${form.deadline} s`,
  ].filter(Boolean);
  return words.map((word) => el("span", { class: "note" }, word));
}

function came(answer) {
  const shown = answer.status ? pretty(answer.body) : "";
  const rest = answer.whole ? "" : answer.status ? "The answer breaks off." : "The connection was closed without an answer.";
  return [
    el("div", { class: "row outcome" }, status(answer.status), el("span", { class: "quiet" }, `${answer.ms} ms, ${answer.size} bytes`)),
    rest && el("p", { class: "wrong" }, rest),
    shown && pre(shown),
    el("details", {}, el("summary", {}, "Headers"), pre(answer.headers.map(([name, value]) => `${name}: ${value}`).join("\n"))),
    el("details", {}, el("summary", {}, "As a command"), pre(answer.curl)),
  ].filter(Boolean);
}
