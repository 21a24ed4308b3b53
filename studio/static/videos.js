// The tab Video: choosing files, what is wanted, and a card for each video.
import { $, ask, make, notice, say, upload } from "./dom.js";
import { button, focusOn, shelf } from "./cards.js";

const chosen = [];
let cards;

export function startVideos({ styles, examples }) {
  cards = shelf($("videos"), $("videos-title"), partsOf);
  for (const [name, sounds] of Object.entries(styles)) $("style").append(make("option", { value: name, title: sounds }, name));
  for (const example of examples) {
    $("examples").append(make("button", { type: "button", onclick: () => { $("prompt").value = example; understood(); } }, example));
  }
  $("files").addEventListener("change", () => { add($("files").files); $("files").value = ""; });
  let typing;
  $("prompt").addEventListener("input", () => { clearTimeout(typing); typing = setTimeout(understood, 300); });
  $("video-form").addEventListener("submit", (event) => { event.preventDefault(); send(); });
}

export function add(files) {
  chosen.push(...files);
  showChosen();
}

function showChosen() {
  $("chosen").replaceChildren(...chosen.map((file, place) => make("li", { className: "row" },
    `${file.name} (${(file.size / 1e6).toFixed(1)} MB)`,
    make("button", { type: "button", "aria-label": `Leave out ${file.name}`, onclick: () => { chosen.splice(place, 1); showChosen(); $("files").focus(); } }, "×"))));
}

let asking;
async function understood() {
  asking?.abort();
  asking = new AbortController();
  const prompt = $("prompt").value.trim();
  if (!prompt) { $("chips").replaceChildren(); return; }
  try {
    const words = await ask("/understand", { method: "POST", body: { prompt }, signal: asking.signal });
    $("chips").replaceChildren(...chipsOf(words));
  } catch (error) {
    if (error.name !== "AbortError") notice(error);
  }
}

export function chipsOf(words) {
  const yes = (text) => make("span", { className: "chip yes" }, text);
  const not = (text) => make("span", { className: "chip not" }, text);
  return [
    words.style && yes(words.style), words.tempo && yes(`${words.tempo} bpm`), words.tonality && yes(words.tonality),
    ...(words.instruments ?? []).map((name) => yes(words.solo ? `${name} alone` : name)),
    ...(words.without ?? []).map((name) => yes(`no ${name}`)),
    ...(words.course ?? []).map((name) => yes(name.replace("-", " "))),
    ...(words.not_understood ?? []).map((name) => not(`not understood: ${name}`)),
    ...(words.unmet ?? []).map((name) => not(`cannot be done: ${name}`)),
  ].filter(Boolean);
}

function wishes() {
  const number = (id) => ($(id).value === "" ? undefined : Number($(id).value));
  return {
    prompt: $("prompt").value.trim() || undefined, style: $("style").value || undefined, mix: $("mix").value || undefined,
    tempo: number("tempo"), seconds: number("seconds"),
  };
}

async function send() {
  if (!chosen.length) { notice(new Error("Choose a video first.")); return; }
  const wanted = wishes();
  notice(null);
  for (const file of chosen.splice(0)) {
    const bar = make("progress", { max: 1, value: 0, "aria-label": `Uploading ${file.name}` });
    const row = make("li", {}, make("h3", {}, file.name), make("p", { className: "meta" }, "uploading"), bar);
    $("videos").prepend(row);
    showChosen();
    try {
      const taken = await upload(file, (share) => { bar.value = share; });
      await ask("/jobs", { method: "POST", body: { upload: taken.upload, ...wanted } });
      row.remove();
      say(`${file.name} is queued.`);
    } catch (error) {
      bar.remove();
      row.querySelector("p").replaceWith(make("p", { className: "bad", role: "alert" }, error.message));
      row.append(make("button", { type: "button", "aria-label": `Dismiss: ${file.name}`, onclick: () => { row.remove(); focusOn($("videos-title")); } }, "Dismiss"));
    }
  }
}

export const showVideo = (job) => cards.show(job);
export const dropVideo = (id) => cards.drop(id);

// With its version in the address a browser never plays what was there before.
const file = (job, name, download = false) => `/api/v1/jobs/${job.id}/files/${encodeURIComponent(name)}?${download ? "download=true" : `version=${job.version}`}`;

function partsOf(job) {
  const done = job.state === "done";
  const under = job.state === "rendering";
  const left = job.seconds_left ? `, about ${Math.ceil(job.seconds_left)} s left` : "";
  const brief = job.state === "refused" ? "" : job.brief;
  const chips = chipsOf(job.understood ?? {});
  return [
    ["title", [job.name], () => [make("h3", {}, job.name)]],
    ["state", under ? [job.progress, left] : job.state === "queued" ? [] : null, () => (under
      ? [make("p", { className: "meta" }, `being made${left}`), make("progress", { max: 1, value: job.progress, "aria-label": `${job.name} is being made` })]
      : [make("p", { className: "meta" }, "queued")])],
    ["reason", job.reason ? [job.reason] : null, () => [make("p", { className: "bad" }, job.reason)]],
    ["wanted", [brief, job.understood], () => [
      brief ? make("p", { className: "hint" }, brief) : "", chips.length ? make("div", { className: "chips" }, ...chips) : ""].filter(Boolean)],
    ["film", done ? [job.version] : null, () => finished(job)],
    ["tools", [job.state, job.name, job.scored], () => [tools(job)]],
    ["otherwise", done || job.state === "failed" ? [job.said.prompt, job.takes[0]?.seed] : null, () => [otherwise(job)]],
  ];
}

function tools(job) {
  const of = (name) => `/jobs/${job.id}${name}`;
  const row = make("div", { className: "row" });
  if (job.state === "done") row.append(make("a", { href: file(job, job.scored, true), download: "", "aria-label": `Download: ${job.name}` }, "Download"));
  if (job.state === "queued" || job.state === "rendering") row.append(button("Cancel", job.name, () => ask(of("/cancel"), { method: "POST" })));
  else row.append(button("Delete", job.name, () => ask(of(""), { method: "DELETE" })));
  if (job.state === "failed") row.append(button("Try again", job.name, () => ask(of("/retry"), { method: "POST", body: {} })));
  return row;
}

// Choosing another source before this one plays is no error.
const start = (film) => film.play().catch((error) => { if (error.name !== "AbortError") notice(error); });

function finished(job) {
  const film = make("video", { controls: true, preload: "none", src: file(job, job.scored), "aria-label": `${job.name} with music` });
  if (job.poster) film.poster = file(job, job.poster);
  let heard = job.scored; // the take to come back to
  const before = button("Before", job.name, () => turn(before.ariaPressed !== "true"), { "aria-pressed": "false" });
  function turn(on) {
    before.ariaPressed = on;
    const { currentTime, paused } = film;
    film.src = file(job, on ? job.original : heard);
    film.addEventListener("loadedmetadata", () => { film.currentTime = currentTime; if (!paused) start(film); }, { once: true });
    if (paused) film.load();
  }
  const play = (take) => { heard = take.file; turn(false); start(film); };
  const takes = make("ul", { className: "plain", "aria-label": `Takes: ${job.name}` }, ...job.takes.map((take) => {
    const title = `Take ${take.number}${take.tempo ? `, ${Math.round(take.tempo)} bpm` : ""}`;
    const of = `take ${take.number} of ${job.name}`;
    return make("li", { className: "row" },
      take.chosen ? make("span", { className: "chip yes" }, `${title}: chosen`) : make("span", {}, title),
      job.takes.length > 1 ? button("Play", of, () => play(take)) : "",
      take.chosen ? "" : button("Choose", of, () => ask(`/jobs/${job.id}/choose`, { method: "POST", body: { take: take.number } })));
  }));
  return [film, job.waveform ? make("img", { src: file(job, job.waveform), alt: `The sound's waveform with beats and ${job.cuts.length} cuts` }) : "",
    job.sections.length ? make("p", { className: "meta" }, `Sections: ${job.sections.join(" bars, ")} bars`) : "",
    make("div", { className: "row" }, before), takes,
    make("p", { className: "meta" }, `Played by ${job.renderer}. Licence: ${job.licence}.`),
    job.left_out.length ? make("p", { className: "meta" }, `Left out: ${job.left_out.join(", ")}.`) : ""].filter(Boolean);
}

function otherwise(job) {
  const prompt = make("input", { defaultValue: job.said.prompt ?? "", maxLength: 2000, "aria-label": `Other words: ${job.name}` });
  const seed = make("input", { type: "number", min: 0, max: 4294967295, defaultValue: (job.takes[0]?.seed ?? 0) + 100, "aria-label": `Another seed: ${job.name}` });
  return make("details", {}, make("summary", {}, "Make it otherwise"),
    make("label", {}, "Other words", prompt), make("label", {}, "Another seed", seed),
    button("Make it again", job.name, async () => {
      await ask(`/jobs/${job.id}/retry`, { method: "POST", body: { prompt: prompt.value.trim(), seed: Number(seed.value) } });
      for (const field of [prompt, seed]) field.defaultValue = field.value; // sent: nothing is typed in any more
    }));
}
