// Making and finding elements, and speaking with the API. What people wrote is only ever put in as text.
export const $ = (id) => document.getElementById(id);

export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "hue") element.style.setProperty("--hue", value);
    else if (name in element && name !== "list") element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

export function say(text) {
  $("said").textContent = text;
}

// Where the token can be entered, when that is what is wrong: the page in another address, since a jump to a tab loads nothing.
export const linkOf = (error) => (error.status === 401 ? [" ", make("a", { href: `/?token${location.hash}` }, "Enter the token")] : []);

function show(id, error) {
  const box = $(id);
  box.hidden = !error;
  box.replaceChildren(...(error ? [error.message, ...linkOf(error)] : []));
}

// What a person asked for and did not get.
export function notice(error) {
  show("notice", error);
  if (error) $("notice").scrollIntoView({ block: "nearest" });
}

// Whether the queue is worked on: it comes and goes by itself.
export function queueNotice(error) {
  if (error && $("queue").dataset.says === error.message) return; // a screen reader would say it every 15 seconds
  $("queue").dataset.says = error?.message ?? "";
  show("queue", error);
}

// What the studio answered instead: `status` of it, and `said` without the remedy.
function refusal(status, content) {
  const said = status === 401 ? "The studio asks for its token again." : content.error ?? `The studio answered ${status}.`;
  return Object.assign(new Error([said, status === 401 ? "" : content.remedy].filter(Boolean).join(" ")), { status, said });
}

// Asks again for as long as the studio says that it is asked too often.
export async function patiently(work, signal, seconds = 3) {
  for (;;) {
    try { return await work(); } catch (error) { if (error.status !== 429 || signal?.aborted) throw error; }
    await new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
    signal?.throwIfAborted();
  }
}

export async function ask(path, { method = "GET", body, signal, keepalive = false } = {}) {
  let answer;
  try {
    answer = await fetch(`/api/v1${path}`, {
      method, signal, keepalive,
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Error("The studio does not answer. Check that it is still running (make studio).");
  }
  if (answer.status === 204) return null;
  const content = await answer.json().catch(() => ({}));
  if (!answer.ok) throw refusal(answer.status, content);
  return content;
}

// Uploading with progress, which fetch does not tell.
export function upload(file, onProgress = () => {}, signal = undefined) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/v1/uploads?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.addEventListener("progress", (event) => onProgress(event.loaded / Math.max(1, event.total)));
    request.addEventListener("load", () => {
      let content = {};
      try { content = JSON.parse(request.responseText); } catch { /* no JSON: told by the status below */ }
      if (request.status === 201) resolve(content);
      else reject(refusal(request.status, content));
    });
    request.addEventListener("error", () => reject(new Error("The upload was cut off. See whether the studio still runs, and whether the file is too large.")));
    request.addEventListener("abort", () => reject(signal.reason));
    signal?.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}

export const GOLDEN = 137.5;

// Rows of one shape as a table that can be scrolled by keyboard; columns without any value are left out.
export function table(caption, rows) {
  const columns = Object.keys(rows[0] ?? {}).filter((name) => rows.some((row) => row[name] !== ""));
  return make("div", { className: "scroll", tabIndex: 0, role: "region", "aria-label": caption }, make("table", {},
    make("caption", {}, caption),
    make("thead", {}, make("tr", {}, ...columns.map((name) => make("th", { scope: "col" }, name.replaceAll("_", " "))))),
    make("tbody", {}, ...rows.map((row) => make("tr", {}, ...columns.map((name, place) => make(place ? "td" : "th", place ? {} : { scope: "row" }, `${row[name]}`)))))));
}

const percent = (share) => `${Math.round(100 * share)} %`;

// What blind votes say; `who`: what is compared.
export function votesTable(who, rows) {
  return table("What the votes say", rows.map((row) => ({
    [who]: row.name, preferred: row.share === null ? "" : percent(row.share),
    "95 % interval": row.share === null ? "" : `${Math.round(100 * row.low)} to ${percent(row.high)}`,
    won: row.won, lost: row.lost, neither: row.neither,
  })));
}
