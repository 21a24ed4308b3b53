// The tab Verse: words by a model or by a person, lines written again, and songs made of them.
import { $, ask, make, notice, say, upload } from "./dom.js";
import { button, deletion, shelf } from "./cards.js";
import { linesOf, textOf } from "./lines.js";

const CHANGED = "Changed. Rhymes and stresses can be marked anew.";
let awaited = null; // the id of the draft whose words are awaited
let origin = null; // the id of the draft or song that the words began as: the server tells by it who wrote them
let rewrites = 0; // each with a seed of its own
let titled = ""; // the title that was given by itself
let unsent = false; // words that a person wrote and made no song of yet
const KEPT = "words"; // where the words outlive a reload of the page

export const isUnsent = () => unsent;

let cards;

export function startSongs() {
  cards = shelf($("songs"), $("songs-title"), partsOf);
  $("verse-form").addEventListener("submit", (event) => { event.preventDefault(); write(); });
  $("own").addEventListener("click", own);
  $("mark").addEventListener("click", mark);
  $("again").addEventListener("click", again);
  $("words").addEventListener("input", changed);
  $("song-form").addEventListener("submit", (event) => { event.preventDefault(); song(); });
  $("song-title").addEventListener("input", keep);
  bringBack();
}

export function offerSongs({ styles, flows, models, artists }) {
  for (const model of models) $("model").append(make("option", { value: model }, model));
  for (const name of artists) $("artists").append(make("option", { value: name }));
  for (const name of Object.keys(styles)) $("song-style").append(make("option", { value: name, selected: name === "boom-bap" }, name));
  for (const flow of flows) $("flow").append(make("option", { value: flow }, flow));
}

// A browser that keeps nothing for pages only loses this.
function keep() {
  const words = { text: $("words").value, title: $("song-title").value, origin, awaited, unsent };
  try { sessionStorage.setItem(KEPT, JSON.stringify(words)); } catch { /* it is full, or refused */ }
}

function bringBack() {
  let words = null;
  try { words = JSON.parse(sessionStorage.getItem(KEPT)); } catch { /* nothing that can be read */ }
  if (!words || !(words.text || words.awaited)) return;
  ({ origin, awaited, unsent } = words);
  $("song-form").hidden = false;
  $("words").value = words.text;
  $("song-title").value = words.title;
  if (awaited) $("words-note").textContent = "The words are being written.";
  // Its rhymes and stresses, as long as the text is what was marked.
  else if (origin) ask(`/songs/${origin}`).then((view) => { if (textOf(view.parts) === $("words").value) showLines(view.parts); }, () => {});
}

// Words of a person are never replaced unasked.
const mayReplace = () => !unsent || $("words").value.trim() === "" || confirm("Replace the words that you wrote? They are not a song yet.");

// What is typed while a draft is awaited stays: the draft is not waited for any more.
function changed() {
  awaited = null;
  unsent = $("words").value.trim() !== "";
  showLines([]);
  $("words-note").textContent = CHANGED;
  keep();
}

function showLines(parts) {
  $("lines").replaceChildren(...linesOf(parts));
  $("legend").hidden = $("again").hidden = !parts.length;
}

function openWords(text, view) {
  $("song-form").hidden = false;
  $("words").value = text;
  origin = view?.id ?? null;
  showLines(view?.parts ?? []);
  keep();
}

function own() {
  if (!$("words").value.trim()) {
    awaited = null;
    openWords("", null);
    $("words-note").textContent = "";
  }
  $("words").focus();
}

const about = () => ({ theme: $("theme").value.trim(), artist: $("artist").value.trim(), model: $("model").value });

function write() {
  if (!mayReplace()) return;
  return draft({ ...about(), first: $("first").value.trim(), form: $("form").value, bars: Number($("bars").value), seed: Number($("seed").value) },
    "The words are being written.", true);
}

function mark() {
  const text = $("words").value.trim();
  if (!text) { notice(new Error("There are no words yet.")); return; }
  return draft({ text, from_draft: origin }, "Rhymes and stresses are being marked.");
}

function again() {
  const ticked = [...$("lines").querySelectorAll("input:checked")].map((box) => Number(box.value));
  if (!ticked.length) { notice(new Error("Tick the lines that are to be written again.")); return; }
  rewrites += 1;
  const seed = (Number($("seed").value) + rewrites) % 2 ** 31;
  return draft({ ...about(), text: $("words").value, rewrite: ticked, seed, from_draft: origin }, "The lines are being written again.");
}

async function draft(wish, note, replaces = false) {
  notice(null);
  try {
    const { id } = await ask("/songs", { method: "POST", body: { ...wish, draft: true } });
    awaited = id;
    if (replaces) unsent = false; // what is typed from here on is no model's
    $("song-form").hidden = false;
    $("words-note").textContent = note;
    keep();
    showSong(await ask(`/songs/${id}`));
  } catch (error) { notice(error); }
}

async function song() {
  const shape = $("shape").value;
  const text = $("words").value.trim();
  if (!text) { notice(new Error("There are no words yet.")); return; }
  const [behind] = $("picture").files;
  try {
    if (behind) say(`Uploading ${behind.name}.`);
    const picture = behind ? (await upload(behind)).upload : null;
    await ask("/songs", { method: "POST", body: {
      text, picture, from_draft: origin, title: $("song-title").value.trim(), style: $("song-style").value, flow: $("flow").value,
      tempo: $("song-tempo").value === "" ? null : Number($("song-tempo").value), voice: $("voice").checked,
      shapes: shape === "both" ? ["wide", "tall"] : [shape],
    } });
    notice(null);
    if ($("words").value.trim() === text) unsent = false;
    keep();
    say("The song is queued.");
    $("songs-title").scrollIntoView({ block: "start" });
  } catch (error) { notice(error); }
}

function showDraft(view) {
  if (view.id !== awaited) return;
  if (view.state === "done") {
    awaited = null;
    openWords(textOf(view.parts), view);
    if ($("song-title").value === titled) $("song-title").value = titled = view.name;
    const { model, said = [] } = view.written_by; // who wrote it, and what was asked for and could not be done
    const done = model === "a person" ? "Rhymes and stresses are marked." : `Written by ${model}.`;
    $("words-note").textContent = [done, ...said, "Tick lines to have them written again, or edit them below."].join(" ");
  } else if (view.state === "failed") {
    awaited = null;
    unsent = $("words").value.trim() !== "";
    keep();
    $("words-note").textContent = "";
    notice(new Error(view.reason));
  }
}

export function showSong(view) {
  if (view.draft) showDraft(view);
  else cards.show(view);
}

export function dropSong(id) {
  cards.drop(id);
  if (id !== origin) return;
  origin = null;
  $("words-note").textContent = "What these words began as was deleted: they count as yours.";
}

function partsOf(view) {
  const done = view.state === "done";
  const under = view.state === "rendering";
  const left = view.seconds_left ? `, about ${Math.ceil(view.seconds_left)} s left` : "";
  return [
    ["title", [view.name], () => [make("h3", {}, view.name)]],
    ["state", under ? [view.progress, left] : view.state === "queued" ? [] : null, () => (under
      ? [make("p", { className: "meta" }, `being made${left}`), make("progress", { max: 1, value: view.progress, "aria-label": `${view.name} is being made` })]
      : [make("p", { className: "meta" }, "queued")])],
    ["reason", view.reason ? [view.reason] : null, () => [make("p", { className: "bad" }, view.reason)]],
    ["song", done ? [view.files, view.tempo, view.seconds, view.note, view.version] : null, () => finished(view)],
    ["tools", [view.state, view.name, view.parts], () => [tools(view)]],
  ];
}

// With its version in the address a browser never plays what was there before.
const file = (view, name, download = false) => `/api/v1/songs/${view.id}/files/${name}?${download ? "download=true" : `version=${view.version}`}`;

function finished(view) {
  const films = view.files.filter((name) => name.startsWith("lyrics-")).map((name) => {
    const film = make("video", { controls: true, preload: "none", src: file(view, name), poster: file(view, "poster.jpg"), "aria-label": `Lyric video of ${view.name}` });
    film.append(make("track", { kind: "captions", src: file(view, "song.vtt"), srclang: "en", label: "Words" }));
    return name.includes("tall") ? make("div", { className: "tall" }, film) : film;
  });
  const links = view.files.filter((name) => /\.(mp3|mp4|lrc|ass|vtt|md)$/.test(name));
  return [...films, make("img", { src: file(view, "waveform.png"), alt: "The song's waveform with beats and sections" }),
    make("p", { className: "meta" }, `${Math.round(view.tempo)} bpm, ${Math.round(view.seconds)} s. ${view.note}`),
    make("div", { className: "row" }, ...links.map((name) => make("a", { href: file(view, name, true), download: "", "aria-label": `${name}: ${view.name}` }, name)))];
}

function tools(view) {
  const of = (name) => `/songs/${view.id}${name}`;
  const row = make("div", { className: "row" });
  if (view.state === "queued" || view.state === "rendering") {
    row.append(button("Cancel", view.name, () => ask(of("/cancel"), { method: "POST" })));
    return row;
  }
  if (view.state === "failed") row.append(button("Try again", view.name, () => ask(of("/retry"), { method: "POST" })));
  else row.append(button("Another version", view.name, () => ask(of("/retry"), { method: "POST", body: { seed: (view.asked.seed + 1) % 2 ** 31 } })));
  row.append(button("Edit the words", view.name, () => edit(view)), deletion(view.name, of("")));
  return row;
}

function edit(view) {
  if (!mayReplace()) return;
  unsent = false;
  awaited = null;
  if (view.parts.length) openWords(textOf(view.parts), view);
  else openWords(view.asked.text, null); // it failed before there was a plan
  $("song-title").value = titled = view.name;
  $("words-note").textContent = "";
  keep();
  $("words").focus();
}
