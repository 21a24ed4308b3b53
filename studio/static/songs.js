// The tab Verse: words by a model or by the user, rewriting lines, and making songs of them.
import { $, ask, make, notice, patiently, say, upload } from "./dom.js";
import { button, deletion, lengthOf, progressOf, shelf, waveform } from "./cards.js";
import { chipsOf, understanding } from "./understanding.js";
import { linesOf, textOf } from "./lines.js";

const CHANGED = "You changed the words. Press “Show rhymes and stresses” to update the marks.";
let awaited = null; // the id of the draft that is being written
let origin = null; // the id of the draft or song that the words were edited from: the server needs it to say who wrote them
let rewrites = 0; // counted, so that each rewrite has another seed
let written = ""; // the last request: repeating it means that the user wants other words
let titled = ""; // the title that was filled in automatically
let unsent = false; // the user typed words and has not made a song of them yet
const KEPT = "words"; // key in the session storage, so that the words survive a reload

export const isUnsent = () => unsent;

let cards;
let understood; // updates what was understood of the beat's description

const number = (id) => ($(id).value === "" ? null : Number($(id).value));
const settings = () => ({ style: $("song-style").value || null, tempo: number("song-tempo") });

export function startSongs() {
  cards = shelf($("songs"), $("songs-title"), partsOf);
  $("verse-form").addEventListener("submit", (event) => { event.preventDefault(); write(); });
  $("own").addEventListener("click", own);
  $("mark").addEventListener("click", mark);
  $("again").addEventListener("click", again);
  $("words").addEventListener("input", changed);
  $("song-form").addEventListener("submit", (event) => { event.preventDefault(); song(); });
  for (const id of ["song-title", "song-prompt"]) $(id).addEventListener("input", keep);
  for (const id of ["words", "song-title"]) $(id).addEventListener("input", () => { clearTimeout(checking); checking = setTimeout(check, 500); });
  understood = understanding($("song-prompt"), $("song-chips"), () => ($("voice").checked ? "song" : "instrumental"), settings);
  for (const id of ["song-style", "song-tempo", "voice"]) $(id).addEventListener("input", () => understood()); // these override the description
  bringBack();
}

export function offerSongs({ song_styles: styles, flows, models, artists }) {
  $("no-model").hidden = models.length > 0;
  $("write").disabled = !models.length;
  for (const model of models) $("model").append(make("option", { value: model }, model));
  for (const name of artists) $("artists").append(make("option", { value: name }));
  for (const name of styles) $("song-style").append(make("option", { value: name }, name));
  for (const flow of flows) $("flow").append(make("option", { value: flow }, flow));
}

// Without session storage, only this is lost.
function keep() {
  const words = { text: $("words").value, title: $("song-title").value, prompt: $("song-prompt").value, origin, awaited, unsent };
  try { sessionStorage.setItem(KEPT, JSON.stringify(words)); } catch { /* full, or not allowed */ }
}

function bringBack() {
  let words = null;
  try { words = JSON.parse(sessionStorage.getItem(KEPT)); } catch { /* nothing stored, or damaged */ }
  if (!words || !(words.text || words.awaited)) return;
  ({ origin, awaited, unsent } = words);
  $("song-form").hidden = false;
  $("words").value = words.text;
  $("song-title").value = words.title;
  $("song-prompt").value = words.prompt ?? "";
  understood();
  check();
  if (awaited) $("words-note").textContent = "The words are being written.";
  // Show rhymes and stresses if the text is still the one that was analysed.
  else if (origin) ask(`/songs/${origin}`).then((view) => { if (textOf(view.parts) === $("words").value) showLines(view.parts); }, () => {});
}

// Says before anything is made which characters the lyric video cannot show. Most texts have none that could be missing.
let checking, asked;
async function check() {
  asked?.abort();
  asked = new AbortController();
  const { signal } = asked;
  const body = { title: $("song-title").value.trim(), text: $("words").value };
  if (!/[^\0-\u{ff}]/u.test(body.title + body.text)) { $("letters").textContent = ""; return; }
  try {
    const { left_out: leftOut } = await patiently(() => ask("/songs/check", { method: "POST", body, signal }), signal);
    if (!signal.aborted && $("letters").textContent !== leftOut) $("letters").textContent = leftOut;
  } catch (error) { if (error.name !== "AbortError") $("letters").textContent = ""; } // the song's card says it too
}

// The user's own words are never replaced without asking.
const mayReplace = () => !unsent || $("words").value.trim() === "" || confirm("Replace the words that you wrote? You have not made a song of them yet.");

// Typing while a draft is being written cancels waiting for it, so that it does not overwrite the typed words.
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
  check();
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
  return draft({ text, from_draft: origin }, "Finding rhymes and stresses.");
}

function again() {
  const ticked = [...$("lines").querySelectorAll("input:checked")].map((box) => Number(box.value));
  if (!ticked.length) { notice(new Error("First tick the lines that you want rewritten.")); return; }
  rewrites += 1;
  const seed = (Number($("seed").value) + rewrites) % 2 ** 31;
  return draft({ ...about(), text: $("words").value, rewrite: ticked, seed, from_draft: origin }, "The lines are being rewritten.");
}

async function draft(wish, note, replaces = false) {
  notice(null);
  try {
    const { id } = await ask("/songs", { method: "POST", body: { ...wish, draft: true } });
    awaited = id;
    if (replaces) unsent = false; // from here on, `unsent` is about what is typed next
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
      ...settings(), text, picture, from_draft: origin, title: $("song-title").value.trim(), prompt: $("song-prompt").value.trim(),
      flow: $("flow").value, seed: number("song-seed"), voice: $("voice").checked,
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
    const { model } = view.written_by;
    const done = model === "a person" ? "Here are the rhymes and stresses." : `Written by ${model}.`;
    $("words-note").textContent = [done, ...view.messages, "Tick lines to have them rewritten, or edit them below."].join(" ");
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
    ["wanted", [view.understood, view.asked.style, view.asked.tempo, done ? [] : view.messages], () => wanted(view, done)],
    ["song", done ? [view.files, view.tempo, view.seconds, view.note, view.messages, view.version] : null, () => finished(view)],
    ["tools", [view.state, view.name, view.parts], () => [tools(view)]],
  ];
}

// What was understood of the beat's description and, before the song is made, what will be left out; later `messages` has it.
function wanted(view, done) {
  const { style, tempo } = view.asked; // those that the description names are among them
  const words = done ? { ...view.understood, not_understood: [], unmet: [] } : view.understood;
  const chips = chipsOf(words, { style, tempo: tempo === words.tempo ? null : tempo });
  return [chips.length ? make("div", { className: "chips" }, ...chips) : "",
    !done && view.messages.length ? make("p", { className: "hint" }, view.messages.join(" ")) : ""].filter(Boolean);
}

// The version in the address keeps a browser from playing a cached old file.
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
      make("p", { className: "meta" }, `${view.asked.style}, ${view.asked.flow} flow, ${Math.round(view.tempo)} beats per minute, ${Math.round(view.seconds)} s. ${view.note}`),
      view.messages.length ? make("p", { className: "meta" }, view.messages.join(" ")) : "",
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
  else openWords(view.asked.text, null); // it failed before it was planned
  $("song-title").value = titled = view.name;
  $("words-note").textContent = "";
  bringSettings(view.asked);
  keep();
  check();
  $("words").focus();
}

// The settings of a song, so that it is made again with other words only.
function bringSettings({ prompt, style, flow, tempo, voice, shapes, seed }) {
  const values = { "song-prompt": prompt, "song-style": style, flow, "song-tempo": tempo ?? "", shape: shapes.length > 1 ? "both" : shapes[0], "song-seed": seed };
  for (const [id, value] of Object.entries(values)) $(id).value = value;
  $("voice").checked = voice;
  understood();
}
