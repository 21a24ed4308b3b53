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

function show(id, error) {
  const box = $(id);
  box.hidden = !error;
  box.textContent = error ? `${error.message}` : "";
}

// What a person asked for and did not get.
export function notice(error) {
  show("notice", error);
  if (error) $("notice").scrollIntoView({ block: "nearest" });
}

// Whether the queue is worked on: it comes and goes by itself.
export function queueNotice(error) {
  show("queue", error);
}

export async function ask(path, { method = "GET", body, signal } = {}) {
  let answer;
  try {
    answer = await fetch(`/api/v1${path}`, {
      method, signal,
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Error("The studio does not answer. See whether it still runs (make studio).");
  }
  if (answer.status === 204) return null;
  const content = await answer.json().catch(() => ({ error: `The studio answered ${answer.status}.` }));
  if (!answer.ok) throw new Error([content.error, content.remedy].filter(Boolean).join(" "));
  return content;
}

// Uploading with progress, which fetch does not tell.
export function upload(file, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/v1/uploads?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.addEventListener("progress", (event) => onProgress(event.loaded / Math.max(1, event.total)));
    request.addEventListener("load", () => {
      let content = {};
      try { content = JSON.parse(request.responseText); } catch { /* no JSON: told by the status below */ }
      if (request.status === 201) resolve(content);
      else reject(new Error([content.error ?? `The studio answered ${request.status}.`, content.remedy].filter(Boolean).join(" ")));
    });
    request.addEventListener("error", () => reject(new Error("The upload was cut off. See whether the studio still runs, and whether the file is too large.")));
    request.send(file);
  });
}

export const GOLDEN = 137.5;
