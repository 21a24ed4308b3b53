// The tab Verse: words by a model or by a person, lines written again, and songs made of them.
import { $, GOLDEN, ask, make, notice, say } from "./dom.js";

const cards = new Map();
let draft = null; // the id of the draft whose words are awaited
let shown = null; // the view of the words that are shown

export function startSongs({ styles, flows, models }) {
  for (const model of models) $("model").append(make("option", { value: model }, model));
  for (const name of Object.keys(styles)) $("song-style").append(make("option", { value: name, selected: name === "boom-bap" }, name));
  for (const flow of flows) $("flow").append(make("option", { value: flow }, flow));
  $("verse-form").addEventListener("submit", (event) => { event.preventDefault(); write(); });
  $("own").addEventListener("click", () => { openWords("", null); $("words").focus(); });
  $("again").addEventListener("click", again);
  $("words").addEventListener("input", () => { $("lines").replaceChildren(); $("words-note").textContent = "Changed: rhymes are marked again when it is made."; });
  $("song-form").addEventListener("submit", (event) => { event.preventDefault(); song(); });
}

const about = () => ({ theme: $("theme").value.trim(), model: $("model").value });

async function write() {
  await request({ ...about(), first: $("first").value.trim(), form: $("form").value, bars: Number($("bars").value), seed: Number($("seed").value) });
}

async function request(wish) {
  notice(null);
  try {
    const { id } = await ask("/songs", { method: "POST", body: { ...wish, draft: true } });
    draft = id;
    openWords("", null);
    $("words-note").textContent = "The words are being written.";
    const view = await ask(`/songs/${id}`);
    showSong(view);
  } catch (error) { notice(error); }
}

async function again() {
  const marked = [...$("lines").querySelectorAll("input:checked")].map((box) => Number(box.value));
  if (!marked.length) { notice(new Error("Mark the lines that are to be written again.")); return; }
  await request({ ...about(), text: $("words").value, rewrite: marked, seed: Number($("seed").value) + Math.floor(performance.now()) % 100000 });
}

async function song() {
  const shape = $("shape").value;
  const text = $("words").value.trim();
  if (!text) { notice(new Error("There are no words yet.")); return; }
  try {
    await ask("/songs", { method: "POST", body: {
      text, title: $("song-title").value.trim(), style: $("song-style").value, flow: $("flow").value,
      tempo: $("song-tempo").value === "" ? null : Number($("song-tempo").value), voice: $("voice").checked,
      shapes: shape === "both" ? ["wide", "tall"] : [shape],
    } });
    notice(null);
    say("The song is queued.");
    $("songs-title").scrollIntoView({ block: "start" });
  } catch (error) { notice(error); }
}

function openWords(text, view) {
  $("song-form").hidden = false;
  $("words").value = text;
  shown = view;
  const rows = [];
  let number = 0;
  for (const part of view?.parts ?? []) {
    rows.push(make("li", { className: "section" }, part.name));
    for (const line of part.lines) {
      const words = line.words.flatMap((word, place) => [place ? " " : "", word.group === null ? word.text
        : make("mark", { hue: Math.round((word.group * GOLDEN) % 360) }, word.text)]);
      const box = make("input", { type: "checkbox", value: number, id: `line-${number}` });
      rows.push(make("li", {}, box, make("label", { htmlFor: box.id }, ...words),
        make("span", { className: "stress", title: "stresses of the syllables" }, line.stresses.replaceAll("2", "●").replaceAll("1", "◦").replaceAll("0", "·"))));
      number += 1;
    }
  }
  $("lines").replaceChildren(...rows);
}

const textOf = (view) => view.parts.map((part) => [`[${part.name}]`, ...part.lines.map((line) => line.text)].join("\n")).join("\n\n");

export function showSong(view) {
  if (view.draft) {
    if (view.id !== draft) return;
    if (view.state === "done") {
      openWords(textOf(view), view);
      $("song-title").value ||= view.name;
      $("words-note").textContent = `Written by ${view.written_by.model ?? "a model"}. Mark lines to have them written again, or edit them below.`;
      draft = null;
      say("The words are written.");
    } else if (view.state === "failed") {
      $("words-note").textContent = "";
      notice(new Error(view.reason));
      draft = null;
    }
    return;
  }
  const old = cards.get(view.id);
  if (old && [...old.querySelectorAll("video, audio")].some((media) => !media.paused)) return;
  const card = render(view);
  if (old) old.replaceWith(card);
  else {
    const after = [...$("songs").children].find((item) => (item.dataset.created ?? "") < view.created);
    $("songs").insertBefore(card, after ?? null);
  }
  cards.set(view.id, card);
}

export function dropSong(id) {
  cards.get(id)?.remove();
  cards.delete(id);
}

function render(view) {
  const file = (name, download = false) => `/api/v1/songs/${view.id}/files/${name}${download ? "?download=true" : ""}`;
  const card = make("li", {}, make("h3", {}, view.name));
  card.dataset.created = view.created;
  card.dataset.state = view.state;
  if (view.state === "queued") card.append(make("p", { className: "meta" }, "queued"));
  if (view.state === "rendering") card.append(make("p", { className: "meta" }, "being made"), make("progress", { max: 1, value: view.progress, "aria-label": `${view.name} is being made` }));
  if (view.reason) card.append(make("p", { className: "bad" }, view.reason));
  if (view.state === "done") {
    const films = view.files.filter((name) => name.startsWith("lyrics-"));
    for (const name of films) {
      const film = make("video", { controls: true, preload: "none", src: file(name), poster: name === films[0] ? file("poster.jpg") : undefined, "aria-label": `Lyric video of ${view.name}` });
      film.append(make("track", { kind: "captions", src: file("song.vtt"), srclang: "en", label: "Words" }));
      card.append(name.includes("tall") ? make("div", { className: "tall" }, film) : film);
    }
    card.append(make("img", { src: file("waveform.png"), alt: "The song's waveform with beats and sections" }),
      make("p", { className: "meta" }, `${Math.round(view.tempo)} bpm, ${Math.round(view.seconds)} s. ${view.note}`));
    const links = view.files.filter((name) => /\.(mp3|mp4|lrc|ass|vtt)$/.test(name));
    card.append(make("div", { className: "row" }, ...links.map((name) => make("a", { href: file(name, true), download: "" }, name))));
  }
  const tools = make("div", { className: "row" });
  if (view.state === "failed") tools.append(button("Try again", () => ask(`/songs/${view.id}/retry`, { method: "POST" })));
  tools.append(button("Edit the words", async () => { openWords(textOf(view), view); $("song-title").value = view.name; $("words").focus(); }),
    button("Delete", () => ask(`/songs/${view.id}`, { method: "DELETE" }), `Delete ${view.name}`));
  card.append(tools);
  return card;
}

function button(text, work, label) {
  return make("button", { type: "button", "aria-label": label, onclick: async (event) => {
    event.target.disabled = true;
    try { await work(); notice(null); } catch (error) { notice(error); } finally { event.target.disabled = false; }
  } }, text);
}
