// Elements made by hand. Text is always text: nothing here reads it as HTML.

export function el(tag, props, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    } else if (name === "value" || name === "open" || name === "checked" || name === "disabled") {
      element[name] = value;
    } else {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false).map(node));
  return element;
}

function node(child) {
  return child instanceof Node ? child : document.createTextNode(String(child));
}

export const byId = (id) => document.getElementById(id);

export function badge(method) {
  return el("span", { class: `method m-${method.toLowerCase()}` }, method);
}

export function status(code) {
  const kind = code ? `s-${String(code)[0]}` : "s-5";
  return el("span", { class: `status ${kind}` }, code ?? "reset");
}

export function pre(value) {
  return el("pre", {}, typeof value === "string" ? value : JSON.stringify(value, null, 2));
}

export function facts(pairs) {
  const list = el("dl", {});
  for (const [name, value] of pairs) {
    if (value === null || value === undefined || value === "") continue;
    list.append(el("dt", {}, name), el("dd", {}, value));
  }
  return list;
}

// The console's own requests; the header is what another site's page cannot send.
export async function ask(path, body) {
  const headers = { "x-specwright-console": "1" };
  const options = { headers, cache: "no-store" };
  if (body !== undefined) {
    options.method = "POST";
    headers["content-type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  const response = await fetch(`api/${path}`, options);
  const said = await response.json();
  if (!response.ok) throw new Error(said.error ?? `status ${response.status}`);
  return said;
}

export function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
