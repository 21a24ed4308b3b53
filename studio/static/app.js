// Tabs, the state of the queue, and the stream of events that keeps the page up to date.
import { $, ask, notice, queueNotice, say } from "./dom.js";
import { startVideos, showVideo, dropVideo, add } from "./videos.js";
import { startSongs, showSong, dropSong } from "./songs.js";
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
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) open(tabs[(place + step + tabs.length) % tabs.length], true);
  });
}

// A file that is dropped anywhere is taken, as a video or behind a song's words: beside a field for it a browser would show the
// file instead of this page.
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

function listen() {
  const events = new EventSource("/api/v1/events");
  events.addEventListener("job", (event) => {
    const view = JSON.parse(event.data);
    const before = known.get(view.id);
    known.set(view.id, view.state);
    if (before && before !== view.state && view.state !== "queued") say(`${view.name}: ${view.state}`);
    (view.kind === "song" ? showSong : showVideo)(view);
  });
  events.addEventListener("gone", (event) => {
    const { id } = JSON.parse(event.data);
    known.delete(id);
    dropVideo(id);
    dropSong(id);
  });
  let lost = null;
  events.addEventListener("error", () => {
    lost ??= setTimeout(() => queueNotice(new Error("The studio does not answer. See whether it still runs (make studio).")), 4000);
  });
  events.addEventListener("open", () => {
    if (lost !== null) { clearTimeout(lost); lost = null; status(); }
  });
}

async function status() {
  try {
    const now = await ask("/status");
    queueNotice(now.working ? null : new Error(`${now.error} ${now.remedy}`));
  } catch (error) {
    queueNotice(error);
  }
}

const choices = await ask("/choices").catch((error) => { notice(error); return { styles: {}, flows: [], examples: [], models: ["champion"] }; });
startVideos(choices);
startSongs(choices);
startListen();
startModels();
takeDrops();
open(tabs.includes(location.hash.slice(1)) ? location.hash.slice(1) : "video");
await status();
setInterval(status, 15000);
listen();
document.body.dataset.ready = "yes";
