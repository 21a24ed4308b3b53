// The tab Video: choosing files, what is wanted, and a card for each video.
import { $, ask, make, notice, say, upload } from "./dom.js";

const chosen = [];
const cards = new Map();

export function startVideos({ styles, examples }) {
  for (const [name, sounds] of Object.entries(styles)) $("style").append(make("option", { value: name, title: sounds }, name));
  for (const example of examples) {
    $("examples").append(make("button", { type: "button", onclick: () => { $("prompt").value = example; understood(); } }, example));
  }
  $("files").addEventListener("change", () => { add($("files").files); $("files").value = ""; });
  const drop = $("drop");
  for (const kind of ["dragover", "dragenter"]) drop.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add("over"); });
  for (const kind of ["dragleave", "drop"]) drop.addEventListener(kind, () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => { event.preventDefault(); add(event.dataTransfer.files); });
  let typing;
  $("prompt").addEventListener("input", () => { clearTimeout(typing); typing = setTimeout(understood, 300); });
  $("video-form").addEventListener("submit", (event) => { event.preventDefault(); send(); });
}

function add(files) {
  chosen.push(...files);
  showChosen();
}

function showChosen() {
  $("chosen").replaceChildren(...chosen.map((file, place) => make("li", { className: "row" },
    `${file.name} (${(file.size / 1e6).toFixed(1)} MB)`,
    make("button", { type: "button", "aria-label": `Leave out ${file.name}`, onclick: () => { chosen.splice(place, 1); showChosen(); } }, "×"))));
  $("go").disabled = !chosen.length;
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
      row.append(make("button", { type: "button", onclick: () => row.remove() }, "Dismiss"));
    }
  }
}

export function showVideo(job) {
  const old = cards.get(job.id);
  // A film that plays is not torn away: its card is left as it is until it pauses.
  const playing = old && [...old.querySelectorAll("video")].some((film) => !film.paused);
  if (playing && job.state === "done") return;
  const card = render(job);
  const opened = old?.querySelector("details")?.open;
  if (opened && card.querySelector("details")) card.querySelector("details").open = true;
  if (old) old.replaceWith(card);
  else {
    const list = $("videos");
    const after = [...list.children].find((item) => (item.dataset.created ?? "9") < job.created);
    list.insertBefore(card, after ?? null);
  }
  cards.set(job.id, card);
}

export function dropVideo(id) {
  cards.get(id)?.remove();
  cards.delete(id);
}

const file = (job, name, download = false) => `/api/v1/jobs/${job.id}/files/${encodeURIComponent(name)}${download ? "?download=true" : ""}`;

function act(button, work) {
  return async () => {
    button().disabled = true;
    try { await work(); notice(null); } catch (error) { notice(error); } finally { button().disabled = false; }
  };
}

function button(text, work, extra = {}) {
  const element = make("button", { type: "button", ...extra }, text);
  element.addEventListener("click", act(() => element, work));
  return element;
}

function render(job) {
  const card = make("li", { className: job.portrait ? "tall" : "" });
  card.dataset.created = job.created;
  card.dataset.state = job.state;
  card.append(make("h3", {}, job.name));
  if (job.state === "queued") card.append(make("p", { className: "meta" }, "queued"));
  if (job.state === "rendering") {
    card.append(make("p", { className: "meta" }, `being made${job.seconds_left ? `, about ${Math.ceil(job.seconds_left)} s left` : ""}`),
      make("progress", { max: 1, value: job.progress, "aria-label": `${job.name} is being made` }));
  }
  if (job.reason) card.append(make("p", { className: "bad" }, job.reason));
  if (job.brief && job.state !== "refused") card.append(make("p", { className: "hint" }, job.brief));
  const chips = chipsOf(job.understood ?? {});
  if (chips.length) card.append(make("div", { className: "chips" }, ...chips));
  if (job.state === "done") card.append(...finished(job));
  const tools = make("div", { className: "row" });
  if (job.state === "done") tools.append(make("a", { href: file(job, job.scored, true), download: "" }, "Download"));
  if (job.state === "queued" || job.state === "rendering") tools.append(button("Cancel", () => ask(`/jobs/${job.id}/cancel`, { method: "POST" })));
  else tools.append(button("Delete", () => ask(`/jobs/${job.id}`, { method: "DELETE" }), { "aria-label": `Delete ${job.name}` }));
  if (job.state === "failed") tools.append(button("Try again", () => ask(`/jobs/${job.id}/retry`, { method: "POST", body: {} })));
  card.append(tools);
  if (job.state === "done") card.append(otherwise(job));
  return card;
}

function finished(job) {
  const film = make("video", { controls: true, preload: "none", src: file(job, job.scored), "aria-label": `${job.name} with music` });
  if (job.poster) film.poster = file(job, job.poster);
  let before = false;
  const swap = make("button", { type: "button", "aria-pressed": "false" }, "Before");
  swap.addEventListener("click", () => {
    before = !before;
    const { currentTime, paused } = film;
    film.src = file(job, before ? job.original : job.scored);
    film.addEventListener("loadedmetadata", () => { film.currentTime = currentTime; if (!paused) film.play(); }, { once: true });
    if (paused) film.load();
    swap.setAttribute("aria-pressed", before);
    swap.textContent = before ? "After" : "Before";
  });
  const takes = make("div", { className: "row", role: "group", "aria-label": "Takes" });
  for (const take of job.takes) {
    const tempo = take.tempo ? `, ${Math.round(take.tempo)} bpm` : "";
    if (take.chosen) takes.append(make("span", { className: "chip yes" }, `Take ${take.number}${tempo}: chosen`));
    else {
      takes.append(
        make("button", { type: "button", onclick: () => { film.src = file(job, take.file); film.play(); } }, `Play take ${take.number}${tempo}`),
        button(`Choose ${take.number}`, () => ask(`/jobs/${job.id}/choose`, { method: "POST", body: { take: take.number } })));
    }
  }
  return [film, job.waveform ? make("img", { src: file(job, job.waveform), alt: `The sound's waveform with beats and ${job.cuts.length} cuts` }) : "",
    job.sections.length ? make("p", { className: "meta" }, `Sections: ${job.sections.join(" bars, ")} bars`) : "",
    make("div", { className: "row" }, swap), takes,
    make("p", { className: "meta" }, `Played by ${job.renderer}. Licence: ${job.licence}.`),
    job.left_out.length ? make("p", { className: "meta" }, `Left out: ${job.left_out.join(", ")}.`) : ""].filter(Boolean);
}

function otherwise(job) {
  const prompt = make("input", { value: job.said.prompt ?? "", maxLength: 2000 });
  const seed = make("input", { type: "number", min: 0, max: 4294967295, value: (job.takes[0]?.seed ?? 0) + 100 });
  return make("details", {}, make("summary", {}, "Make it otherwise"),
    make("label", {}, "Other words", prompt), make("label", {}, "Another seed", seed),
    button("Make it again", () => ask(`/jobs/${job.id}/retry`, { method: "POST", body: { prompt: prompt.value.trim(), seed: Number(seed.value) } })));
}
