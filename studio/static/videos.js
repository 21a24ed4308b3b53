// The tab Video: choosing files, settings, and a card for each video.
import { $, ask, linkOf, make, notice, patiently, say, upload } from "./dom.js";
import { chipsOf, understanding } from "./understanding.js";
import { button, deletion, focusOn, lengthOf, problem, progressOf, sent, shelf, waveform } from "./cards.js";

const chosen = [];
let cards;
let styleNames = [];
let uploading = 0;
let understood; // updates what was understood

export const isUploading = () => uploading > 0;

export function startVideos() {
  cards = shelf($("videos"), $("videos-title"), partsOf);
  $("files").addEventListener("change", () => { add($("files").files); $("files").value = ""; });
  understood = understanding($("prompt"), $("chips"), () => "video", wishes);
  for (const id of ["style", "tempo"]) $(id).addEventListener("input", understood); // these override the prompt
  $("video-form").addEventListener("submit", (event) => { event.preventDefault(); send(); });
}

export function offerVideos({ styles, examples }) {
  styleNames = Object.keys(styles);
  for (const [name, sounds] of Object.entries(styles)) $("style").append(make("option", { value: name, title: sounds }, name));
  for (const example of examples) {
    $("examples").append(make("button", { type: "button", onclick: () => { $("prompt").value = withExample(example, examples); understood(); } }, example));
  }
}

// Text that the user typed is never replaced: the example is appended to it.
function withExample(example, examples) {
  const written = $("prompt").value.trim();
  return written && !examples.includes(written) ? `${written}, ${example}` : example;
}

export function add(files) {
  chosen.push(...files);
  showChosen();
}

const sizeOf = (bytes) => (bytes < 1e5 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

function showChosen() {
  $("chosen").replaceChildren(...chosen.map((file, place) => make("li", { className: "row file" },
    make("span", {}, `${file.name} (${sizeOf(file.size)})`),
    make("button", { type: "button", "aria-label": `Leave out ${file.name}`, title: "Remove", onclick: () => { chosen.splice(place, 1); showChosen(); $("files").focus(); } }, "×"))));
}

function wishes() {
  const number = (id) => ($(id).value === "" ? undefined : Number($(id).value));
  return {
    prompt: $("prompt").value.trim() || undefined, style: $("style").value || undefined, mix: $("mix").value || undefined,
    tempo: number("tempo"), seconds: number("seconds"),
  };
}

async function send() {
  if (!chosen.length) {
    if (!uploading) notice(new Error("Choose a video first."));
    return;
  }
  const wanted = wishes();
  notice(null);
  const rows = chosen.splice(0).map((file) => [file, waitingRow(file)]);
  showChosen();
  $("videos-title").scrollIntoView({ block: "start" }); // on a phone the list is off screen, and nothing would seem to happen
  for (const [file, row] of rows) if (row.isConnected) await sendOne(file, row, wanted);
}

function waitingRow(file) {
  const row = make("li", {}, make("h3", {}, file.name), make("p", { className: "meta" }, "waiting to be uploaded"), dismissal("Leave out", file, () => row));
  $("videos").prepend(row);
  return row;
}

const dismissal = (text, file, row) => make("button", { type: "button", "aria-label": `${text}: ${file.name}`, onclick: () => { row().remove(); focusOn($("videos-title")); } }, text);

// Uploads a film and queues it; its row shows the progress, or what went wrong.
async function sendOne(file, row, wanted) {
  const stop = new AbortController();
  const bar = make("progress", { max: 1, value: 0, "aria-label": `Uploading ${file.name}` });
  row.replaceChildren(make("h3", {}, file.name), make("p", { className: "meta" }, "uploading"), bar,
    make("div", { className: "row" }, make("button", { type: "button", "aria-label": `Cancel the upload: ${file.name}`, onclick: () => stop.abort() }, "Cancel")));
  uploading += 1;
  try {
    const taken = await patiently(() => upload(file, (share) => { bar.value = share; }, stop.signal), stop.signal);
    await patiently(() => ask("/jobs", { method: "POST", body: { upload: taken.upload, ...wanted }, signal: stop.signal }), stop.signal);
    row.remove();
    say(`${file.name} is queued.`);
  } catch (error) {
    const focused = row.contains(document.activeElement);
    if (error.name === "AbortError") {
      row.remove();
      say(`The upload of ${file.name} was cancelled.`);
      if (focused) focusOn($("videos-title"));
    } else failedRow(file, row, wanted, error);
  } finally { uploading -= 1; }
}

function failedRow(file, row, wanted, error) {
  const mayHelp = error.status !== 422 && error.status !== 413; // 422 and 413: the same file would be refused again
  const again = make("button", { type: "button", "aria-label": `Try again: ${file.name}`, onclick: () => sendOne(file, row, wanted) }, "Try again");
  row.replaceChildren(make("h3", {}, file.name), make("p", { className: "bad", role: "alert" }, error.message, ...linkOf(error)),
    make("div", { className: "row" }, mayHelp ? again : "", dismissal("Dismiss", file, () => row)));
}

export const showVideo = (job) => cards.show(job);
export const dropVideo = (id) => cards.drop(id);

// With its version in the address a browser never plays what was there before.
const file = (job, name, download = false) => `/api/v1/jobs/${job.id}/files/${encodeURIComponent(name)}?${download ? "download=true" : `version=${job.made}`}`;

// What was understood of the prompt, with what cannot be done in general and by this renderer.
const withUnmet = (job) => ({ ...job.understood, unmet: [...(job.understood.unmet ?? []), ...job.unmet] });

function partsOf(job) {
  const done = job.state === "done";
  const under = job.state === "rendering";
  const left = job.seconds_left ? `, about ${lengthOf(job.seconds_left)} left` : "";
  const brief = job.state === "refused" ? "" : job.brief;
  const chips = chipsOf(withUnmet(job), job.settings);
  return [
    ["title", [job.name], () => [make("h3", {}, job.name)]],
    ["state", under ? [job.progress, left, job.can_cancel] : job.state === "queued" ? [] : null, () => (under
      ? [make("p", { className: "meta" }, `being made${left}`), progressOf(job),
        job.can_cancel ? "" : make("p", { className: "hint" }, "It is being made together with other videos and cannot be cancelled on its own.")].filter(Boolean)
      : [make("p", { className: "meta" }, "waiting for its turn")])],
    ["reason", job.reason ? [job.reason] : null, () => [make("p", { className: "bad" }, job.reason)]],
    ["damage", job.damage ? [job.damage] : null, () => [make("p", { className: "bad" }, job.damage)]],
    ["wanted", [brief, job.understood, job.unmet, job.settings], () => [
      brief ? make("p", { className: "hint" }, brief) : "", chips.length ? make("div", { className: "chips" }, ...chips) : ""].filter(Boolean)],
    // While a new version is made, the old one can be watched, but no take can be chosen.
    ["film", job.scored ? [job.made, done] : null, () => finished(job)],
    ["tools", [job.state, job.name, job.scored, job.can_cancel], () => [tools(job)]],
    ["otherwise", done || job.state === "failed" ? [job.settings, job.takes[0]?.seed] : null, () => [otherwise(job)]],
  ];
}

function tools(job) {
  const of = (name) => `/jobs/${job.id}${name}`;
  const row = make("div", { className: "row" });
  if (job.scored) {
    const text = job.state === "done" ? "Download" : "Download the old version";
    row.append(make("a", { href: file(job, job.scored, true), download: "", className: "primary", "aria-label": `${text}: ${job.name}` }, text));
  }
  const over = job.state !== "queued" && job.state !== "rendering";
  if (job.can_cancel) {
    row.append(button(over ? "Keep the old version" : "Cancel", job.name, async () => {
      await ask(of("/cancel"), { method: "POST" });
      say(job.scored ? `The old version of ${job.name} is kept.` : `${job.name} is out of the queue.`);
    }));
  }
  if (over) row.append(deletion(job.name, of("")));
  if (job.state === "failed") row.append(button("Try again", job.name, () => ask(of("/retry"), { method: "POST", body: {} })));
  return row;
}

// Changing the source before it plays aborts `play()`, which is not an error.
const start = (film) => film.play().catch((error) => { if (error.name !== "AbortError") notice(error); });

function finished(job) {
  const film = make("video", { controls: true, preload: "none", src: file(job, job.scored), "aria-label": `${job.name} with music` });
  if (job.poster) film.poster = file(job, job.poster);
  let heard = job.scored; // the take to return to from the original
  let place = 0, playing = false; // where it was, and whether it played, before the source changed
  const plays = new Map(); // the buttons of the takes
  const before = button("Original", job.name, () => turn(before.ariaPressed !== "true"),
    { "aria-pressed": "false", title: "The film without the new music; press again to return to it" });
  function turn(on) {
    before.ariaPressed = on;
    for (const [name, play] of plays) play.ariaPressed = !on && name === heard;
    if (film.readyState) [place, playing] = [film.ended ? 0 : film.currentTime, !film.paused];
    film.src = file(job, on ? job.original : heard);
    film.load(); // with preload="none" a new source is otherwise not loaded, and a film that plays turns black
  }
  const told = (text) => problem(film.closest("li"), text ? new Error(text) : null);
  film.addEventListener("loadedmetadata", () => {
    if (!film.videoWidth) told("This browser cannot show the picture, but a player can: download the film.");
    film.currentTime = place;
    if (playing) start(film);
  });
  film.addEventListener("error", () => {
    if (before.ariaPressed !== "true") { told("This browser cannot play the film, but a player can: download it."); return; }
    turn(false);
    told(`This browser cannot play ${job.original.split(".").pop()} files. To compare, play your own copy of ${job.name}.`);
  });
  function play(take) {
    heard = take.file;
    turn(false);
    start(film);
    film.scrollIntoView({ block: "nearest" });
  }
  function playOf(take, of) {
    const element = button("Play", of, () => play(take), { "aria-pressed": `${take.chosen}` });
    plays.set(take.file, element);
    return element;
  }
  const takes = make("ul", { className: "plain", "aria-label": `Takes: ${job.name}` }, ...job.takes.map((take) => {
    const title = `Take ${take.number}`;
    const of = `take ${take.number} of ${job.name}`;
    return make("li", { className: "row take" }, make("span", {}, title),
      job.takes.length > 1 ? playOf(take, of) : "",
      take.chosen ? make("span", { className: "chip yes" }, "chosen") : job.state !== "done" ? "" : button("Choose", of, () => ask(`/jobs/${job.id}/choose`, { method: "POST", body: { take: take.number } }), { title: "Use this take for the film" }));
  }));
  const wave = job.waveform ? waveform(film, file(job, job.waveform), `The sound's waveform with beats and ${job.cuts.length} cuts`, job.seconds) : "";
  return [make("div", { className: "stage" }, make("div", {}, film, wave), make("div", {},
    make("div", { className: "row" }, before), takes,
    job.sections.length > 1 ? make("p", { className: "meta" }, `Sections: ${job.sections.map((name) => `${name} ${/(^|\D)1$/.test(name) ? "bar" : "bars"}`).join(", ")}`) : "",
    make("p", { className: "meta" }, `Music by ${job.renderer}. Licence: ${job.licence}. Commercial use: ${job.commercial_use}.`),
    job.left_out.length ? make("p", { className: "meta" }, `Left out: ${job.left_out.join(", ")}.`) : ""))];
}

// A form with the video's settings; emptying a field resets it.
function otherwise(job) {
  const { settings } = job;
  const field = (text, value, how = {}) => make("input", { defaultValue: value ?? "", "aria-label": `${text}: ${job.name}`, ...how });
  const number = (text, value, min, max) => field(text, value, { type: "number", min, max, step: "any" });
  const choice = (text, value, options) => make("select", { "aria-label": `${text}: ${job.name}` },
    ...options.map(([name, label]) => make("option", { value: name, defaultSelected: name === (value ?? "") }, label)));
  const fields = {
    prompt: ["Describe the music", field("Describe the music", settings.prompt, { maxLength: 2000 })],
    style: ["Style", choice("Style", settings.style, [["", "decide for me"], ...styleNames.map((name) => [name, name])])],
    tempo: ["Tempo (beats per minute)", number("Tempo", settings.tempo, 30, 300)],
    seconds: ["Length of the music (seconds)", number("Length of the music", settings.seconds, 1, 21600)],
    mix: ["The film's own sound", choice("The film's own sound", settings.mix, [...$("mix").options].map((option) => [option.value, option.text]))],
    seed: ["Seed (another number gives other takes)", field("Seed", (job.takes[0]?.seed ?? 0) + 100, { type: "number", min: 0, max: 4294967295, required: true })],
  };
  const wish = ([name, [, { type, value }]]) => [name, value.trim() === "" ? null : type === "number" ? Number(value) : value.trim()];
  const form = make("form", { "aria-label": `Change something: ${job.name}` },
    make("div", { className: "fields" }, ...Object.values(fields).map(([text, control]) => make("label", {}, text, control))),
    make("div", { className: "row" }, make("button", { "aria-label": `Make it again: ${job.name}` }, "Make it again")));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.ariaBusy === "true") return;
    form.ariaBusy = "true";
    const card = form.closest("li");
    try {
      await ask(`/jobs/${job.id}/retry`, { method: "POST", body: Object.fromEntries(Object.entries(fields).map(wish)) });
      sent(form);
      problem(card, null);
    } catch (error) { problem(card, error); } finally { form.ariaBusy = null; }
  });
  return make("details", {}, make("summary", { "aria-label": `Change something and make it again: ${job.name}` }, "Change something and make it again"), form);
}
