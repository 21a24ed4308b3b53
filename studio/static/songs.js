// The tab Verse: words by a model or by a person, lines written again, and songs made of them.
import { $, ask, make, notice, say, upload } from "./dom.js";
import { button, deletion, lengthOf, progressOf, shelf, waveform } from "./cards.js";
import { linesOf, textOf } from "./lines.js";

const CHANGED = "You changed the words. Their rhymes and stresses can be shown again.";
let awaited = null; // the id of the draft whose words are awaited
let origin = null; // the id of the draft or song that the words began as: the server tells by it who wrote them
let rewrites = 0; // each with a seed of its own
let written = ""; // what was last asked for: who asks for the same again wants other words
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
  $("no-model").hidden = models.length > 0;
  $("write").disabled = !models.length;
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
  const wish = { ...about(), first: $("first").value.trim(), form: $("form").value, bars: Number($("bars").value) };
  if (written === JSON.stringify([wish, $("seed").value])) $("seed").value = (Number($("seed").value) + 1) % 2 ** 31;
  written = JSON.stringify([wish, $("seed").value]);
  return draft({ ...wish, seed: Number($("seed").value) }, "The words are being written.", true);
}

function mark() {
  const text = $("words").value.trim();
  if (!text) { notice(new Error("There are no words yet.")); return; }
  return draft({ text, from_draft: origin }, "Rhymes and stresses are being looked for.");
}

function again() {
  const ticked = [...$("lines").querySelectorAll("input:checked")].map((box) => Number(box.value));
  if (!ticked.length) { notice(new Error("First tick the lines that you would like to have rewritten.")); return; }
  rewrites += 1;
  const seed = (Number($("seed").value) + rewrites) % 2 ** 31;
  return draft({ ...about(), text: $("words").value, rewrite: ticked, seed, from_draft: origin }, "The lines are being rewritten.");
}

async function draft(wish, note, replaces = false) {
  notice(null);
  try {
    const { id } = await ask("/songs", { method: "POST", body: { ...wish, draft: true } });
    awaited = id;
    if (replaces) unsent = false; // what is typed from here on is no model's
    $("song-form").hidden = false;
    $("words-note").textContent = note;
    $("words-title").scrollIntoView({ block: "nearest" });
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
    const done = model === "a person" ? "Here are the rhymes and stresses." : `Written by ${model}.`;
    $("words-note").textContent = [done, ...said, "Tick lines to have them rewritten, or edit them below."].join(" ");
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
  $("words-note").textContent = "The draft of these words was deleted, so they count as your own.";
}

function partsOf(view) {
  const done = view.state === "done";
  const under = view.state === "rendering";
  const left = view.seconds_left ? `, about ${lengthOf(view.seconds_left)} left` : "";
  return [
    ["title", [view.name], () => [make("h3", {}, view.name)]],
    ["state", under ? [view.progress, left] : view.state === "queued" ? [] : null, () => (under
      ? [make("p", { className: "meta" }, `being made${left}`), progressOf(view)]
      : [make("p", { className: "meta" }, "waiting for its turn")])],
    ["reason", view.reason ? [view.reason] : null, () => [make("p", { className: "bad" }, view.reason)]],
    ["song", done ? [view.files, view.tempo, view.seconds, view.note, view.version] : null, () => finished(view)],
    ["tools", [view.state, view.name, view.parts], () => [tools(view)]],
  ];
}

// With its version in the address a browser never plays what was there before.
const file = (view, name, download = false) => `/api/v1/songs/${view.id}/files/${name}?${download ? "download=true" : `version=${view.version}`}`;

const DOWNLOADS = [
  ["song.mp3", "Download song"], ["lyrics-wide.mp4", "Download video"], ["lyrics-tall.mp4", "Download tall video"],
  ["song.lrc", "Words with times (LRC)"], ["song.vtt", "Subtitles (VTT)"], ["song.ass", "Karaoke subtitles (ASS)"], ["song.card.md", "About the song"],
];

function finished(view) {
  const films = view.files.filter((name) => name.startsWith("lyrics-")).map((name) => {
    const film = make("video", { controls: true, preload: "none", src: file(view, name), poster: file(view, "poster.jpg"), "aria-label": `Lyric video of ${view.name}` });
    film.append(make("track", { kind: "captions", src: file(view, "song.vtt"), srclang: "en", label: "Words" }));
    return name.includes("tall") ? make("div", { className: "tall" }, film) : film;
  });
  const link = ([name, text], className) => make("a", { href: file(view, name, true), download: "", className, title: name, "aria-label": `${text}: ${view.name}` }, text);
  const offered = (main) => DOWNLOADS.filter(([name]) => view.files.includes(name) && /\.mp[34]$/.test(name) === main);
  const film = films[0] instanceof HTMLVideoElement ? films[0] : films[0].querySelector("video");
  return [make("div", { className: "stage" },
    make("div", {}, ...films, waveform(film, file(view, "waveform.png"), "The song's waveform with beats and sections", view.seconds)),
    make("div", {},
      make("div", { className: "row" }, ...offered(true).map((one) => link(one, "primary"))),
      make("p", { className: "meta" }, `${Math.round(view.tempo)} beats per minute, ${Math.round(view.seconds)} s. ${view.note}`),
      make("div", { className: "row" }, ...offered(false).map((one) => link(one)))))];
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
