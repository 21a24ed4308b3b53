// Tabs, the state of the queue, and what keeps the page up to date.
import { $, ask, linkOf, queueNotice, say } from "./dom.js";
import { startVideos, offerVideos, showVideo, dropVideo, add, isUploading } from "./videos.js";
import { startSongs, offerSongs, showSong, dropSong, isUnsent } from "./songs.js";
import { listen } from "./stream.js";
import { startListen, openListen, pauseListen } from "./listen.js";
import { startModels, openModels } from "./models.js";

const tabs = ["video", "verse", "listen", "models"];

function open(name, focus = false) {
  for (const tab of tabs) {
    const chosen = tab === name;
    $(`tab-${tab}`).setAttribute("aria-selected", chosen);
    $(`tab-${tab}`).tabIndex = chosen ? 0 : -1;
    $(`panel-${tab}`).hidden = !chosen;
  }
  document.title = `${$(`tab-${name}`).textContent} · Tenth Symphony studio`;
  if (focus) $(`tab-${name}`).focus();
  if (location.hash !== `#${name}`) history.replaceState(null, "", `#${name}`);
  if (name === "listen") openListen();
  else pauseListen();
  if (name === "models") openModels();
}

for (const [place, tab] of tabs.entries()) {
  const button = $(`tab-${tab}`);
  button.addEventListener("click", () => open(tab));
  button.addEventListener("keydown", (event) => {
    const other = { ArrowRight: place + 1, ArrowLeft: place - 1, Home: 0, End: -1 }[event.key];
    if (other === undefined) return;
    event.preventDefault(); // otherwise Home and End would scroll the page
    open(tabs[(other + tabs.length) % tabs.length], true);
  });
}

// A file dropped anywhere is accepted, as a video or as a song's background: outside a file field a browser would replace this
// page with the file.
function takeDrops() {
  const light = (on) => document.body.classList.toggle("over", on);
  for (const kind of ["dragenter", "dragover"]) {
    addEventListener(kind, (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      light(true);
    });
  }
  addEventListener("dragleave", (event) => { if (!event.relatedTarget) light(false); });
  addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    light(false);
    if (!$("panel-verse").hidden && !$("song-form").hidden) { $("picture").files = event.dataTransfer.files; return; }
    open("video");
    add(event.dataTransfer.files);
  });
}

const known = new Map();
const STATES = { rendering: "being made", done: "ready", failed: "failed", refused: "cannot be used" };
const NO_ANSWER = "The studio does not answer. Check that it is still running (make studio).";

function drop(id) {
  known.delete(id);
  dropVideo(id);
  dropSong(id);
}

let lately = new Set(); // the ids of events since `whole` sent its request

function told(view) {
  lately.add(view.id);
  const before = known.get(view.id);
  known.set(view.id, view.state);
  if (before && before !== view.state && view.state !== "queued") say(`${view.name}: ${STATES[view.state]}`);
  (view.kind === "song" ? showSong : showVideo)(view);
}

function gone(id) {
  lately.add(id);
  drop(id);
}

// Loads everything again: changes while the stream was down are not sent later.
async function whole() {
  const before = [...known.keys()];
  lately = new Set();
  const now = await ask("/jobs").catch(() => null);
  if (!now) return;
  const there = new Set(now.map((view) => view.id));
  for (const id of before) if (!there.has(id) && !lately.has(id)) drop(id);
  for (const view of now) if (!lately.has(view.id)) told(view);
}

let silent = false;
function lost(is) {
  if (is) queueNotice(new Error(NO_ANSWER));
  else if (silent) status();
  silent = is;
}

async function status() {
  try {
    const now = await ask("/status");
    if (!silent) queueNotice(now.working ? null : new Error(`${now.error} ${now.remedy}`));
  } catch (error) {
    queueNotice(error);
  }
}

// The forms stay inert until the choices are loaded: before, a browser would submit them itself and lose the files.
async function choices() {
  for (let wait = 1000; ; wait = Math.min(2 * wait, 15000)) {
    try { return await ask("/choices", { signal: AbortSignal.timeout(15000) }); } catch (error) {
      $("loading").replaceChildren(`Loading… ${error.status ? error.message : NO_ANSWER}`, ...linkOf(error));
    }
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

// Open a folded section with an invalid value, or its message would not be seen.
addEventListener("invalid", (event) => { const around = event.target.closest("details"); if (around) around.open = true; }, true);
addEventListener("hashchange", () => { if (tabs.includes(location.hash.slice(1))) open(location.hash.slice(1)); });
addEventListener("beforeunload", (event) => { if (isUploading() || isUnsent()) event.preventDefault(); });
$("skip").addEventListener("click", (event) => { event.preventDefault(); $("main").focus(); }); // keeps the tab in the address

startVideos();
startSongs();
startListen();
startModels();
takeDrops();
open(tabs.includes(location.hash.slice(1)) ? location.hash.slice(1) : "video");
listen({ told, gone, whole, lost });
status();
setInterval(status, 15000);
const offered = await choices();
offerVideos(offered);
offerSongs(offered);
for (const form of ["video-form", "verse-form"]) $(form).inert = false;
$("loading").hidden = true;
document.body.dataset.ready = "yes";
