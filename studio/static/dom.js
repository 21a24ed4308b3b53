// Creating and finding elements, and calling the API. User input is only ever inserted as text, never as HTML.
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

// A link to enter the token after a 401. Its address has a query, because a change of the hash alone loads nothing.
export const linkOf = (error) => (error.status === 401 ? [" ", make("a", { href: `/?token${location.hash}` }, "Enter the token")] : []);

function show(id, error) {
  const box = $(id);
  box.hidden = !error;
  box.replaceChildren(...(error ? [error.message, ...linkOf(error)] : []));
}

// Shows the error of a user's request.
export function notice(error) {
  show("notice", error);
  if (error) $("notice").scrollIntoView({ block: "nearest" });
}

// Shows why the queue is not being processed; disappears by itself.
export function queueNotice(error) {
  if (error && $("queue").dataset.says === error.message) return; // otherwise a screen reader would repeat it every 15 seconds
  $("queue").dataset.says = error?.message ?? "";
  show("queue", error);
}

// The error of an answer. `status`: of the answer; `said`: its message without the remedy.
function refusal(status, content) {
  const said = status === 401 ? "The studio asks for its token again." : content.error ?? `The studio answered ${status}.`;
  return Object.assign(new Error([said, status === 401 ? "" : content.remedy].filter(Boolean).join(" ")), { status, said });
}

// Retries for as long as the studio answers 429 (too many requests).
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

// Uploads with progress, which fetch does not report.
export function upload(file, onProgress = () => {}, signal = undefined) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/v1/uploads?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.addEventListener("progress", (event) => onProgress(event.loaded / Math.max(1, event.total)));
    request.addEventListener("load", () => {
      let content = {};
      try { content = JSON.parse(request.responseText); } catch { /* not JSON: the status below says enough */ }
      if (request.status === 201) resolve(content);
      else reject(refusal(request.status, content));
    });
    request.addEventListener("error", () => reject(new Error("The upload was cut off. Check that the studio is still running, and that the file is not too large.")));
    request.addEventListener("abort", () => reject(signal.reason));
    signal?.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}

export const GOLDEN = 137.5;

// A table that can be scrolled by keyboard; columns without any value are left out.
export function table(caption, rows) {
  const columns = Object.keys(rows[0] ?? {}).filter((name) => rows.some((row) => row[name] !== ""));
  return make("div", { className: "scroll", tabIndex: 0, role: "region", "aria-label": caption }, make("table", {},
    make("caption", {}, caption),
    make("thead", {}, make("tr", {}, ...columns.map((name) => make("th", { scope: "col" }, name.replaceAll("_", " "))))),
    make("tbody", {}, ...rows.map((row) => make("tr", {}, ...columns.map((name, place) => make(place ? "td" : "th", place ? {} : { scope: "row" }, `${row[name]}`)))))));
}

const percent = (share) => `${Math.round(100 * share)} %`;

// The results of blind votes. `who`: the header of the compared things.
export function votesTable(who, rows) {
  return table("Results of the votes", rows.map((row) => ({
    [who]: row.name, preferred: row.share === null ? "" : percent(row.share),
    "95 % interval": row.share === null ? "" : `${Math.round(100 * row.low)} to ${percent(row.high)}`,
    won: row.won, lost: row.lost, neither: row.neither,
  })));
}
