// Cards of videos and songs. A card's element persists; only the parts whose content changed are rebuilt. A part that is playing
// or has unsent input is left alone until it pauses or is sent. The focus is kept.
import { ask, linkOf, make, say } from "./dom.js";
import { folding } from "./folding.js";

const UNDO_SECONDS = 10;

// A button of a card. Its accessible name includes the card's title, since several cards have a button with the same text.
export function button(text, of, work, properties = {}) {
  const element = make("button", { type: "button", "aria-label": `${text}: ${of}`, ...properties }, text);
  element.addEventListener("click", async () => {
    if (element.ariaDisabled === "true") return; // not `disabled`, which takes the focus away
    element.ariaDisabled = "true";
    const card = element.closest("li[data-state]");
    try { await work(); problem(card, null); } catch (error) { problem(card, error); } finally { element.ariaDisabled = null; }
  });
  return element;
}

// Shows an error in its card, until the card's state changes.
export function problem(card, error) {
  card?.querySelector(".problem")?.remove();
  if (error) card?.append(make("p", { className: "bad problem", role: "alert" }, error.message, ...linkOf(error)));
}

const going = new Set(); // the pending deletions: leaving the page carries them out
addEventListener("pagehide", () => { for (const send of going) send(); });

// Deletes a card after some seconds, during which it can be undone.
export function deletion(name, path) {
  return button("Delete", name, () => {
    const [card, title] = [document.getElementById(`card ${path}`), `${name} is deleted.`];
    const parts = [...card.children].filter((part) => !part.hidden);
    const row = make("div", { className: "row" }, make("span", {}, title), button("Undo", name, () => { stop(); back(); }));
    const timer = setTimeout(() => send(), 1000 * UNDO_SECONDS);
    function stop() { clearTimeout(timer); going.delete(send); }
    function back() {
      row.remove();
      for (const part of parts) part.hidden = false;
      focusOn(card.querySelector("h3"));
    }
    async function send() {
      stop();
      try { await ask(path, { method: "DELETE", keepalive: true }); } catch (error) { back(); problem(card, error); }
    }
    going.add(send);
    for (const film of card.querySelectorAll("video, audio")) film.pause();
    for (const part of parts) part.hidden = true;
    card.append(row);
    row.querySelector("button").focus();
    say(`${title} It can be undone for ${UNDO_SECONDS} seconds.`);
  });
}

const nameOf = (element) => element.getAttribute("aria-label") ?? element.textContent;
const isPlaying = (part) => [...part.querySelectorAll("video, audio")].some((media) => !media.paused && !media.ended);
const isTyped = (part) => [...part.querySelectorAll("input")].some((field) => field.value !== field.defaultValue)
  || [...part.querySelectorAll("option")].some((option) => option.selected !== option.defaultSelected);

// The input was sent, so the part may be rebuilt again.
export function sent(part) {
  for (const field of part.querySelectorAll("input")) field.defaultValue = field.value;
  for (const option of part.querySelectorAll("option")) option.defaultSelected = option.selected;
}

// "40 s", "3 min"
export const lengthOf = (seconds) => (seconds < 100 ? `${Math.ceil(seconds)} s` : `${Math.round(seconds / 60)} min`);

// Indeterminate until the first step is done.
export const progressOf = (view) => make("progress", { max: 1, value: view.progress || undefined, "aria-label": `${view.name} is being made` });

// The waveform of a film: a click seeks to that place. The film's own slider does the same for keyboard users.
export function waveform(film, src, alt, seconds) {
  const picture = make("img", { src, alt, loading: "lazy", className: "wave", title: "Click to play from there" });
  picture.addEventListener("click", (event) => {
    film.currentTime = (event.offsetX / picture.clientWidth) * (film.duration || seconds || 0);
    film.play().catch(() => {}); // rejected if another click comes before it plays
  });
  return picture;
}

// Only one film or clip plays at a time.
document.addEventListener("play", (event) => {
  for (const other of document.querySelectorAll("video, audio")) if (other !== event.target) other.pause();
}, true);

// Moves the focus to an element, which need not be focusable by keyboard.
export function focusOn(element) {
  if (!element.matches("a, button, input, select, textarea, summary, video, audio")) element.tabIndex = -1;
  element.focus();
}

export const pathOf = (view) => `/${view.kind === "song" ? "songs" : "jobs"}/${view.id}`;

// The cards of a list, newest first. `partsOf(view)` returns [name, content to compare (null: empty), build function] for each
// part; the first one is the card's title.
export function shelf(list, title, partsOf) {
  const cards = new Map();
  const fold = folding(list, (id) => fill(cards.get(id)), (item) => focusOn(item.querySelector("h3")));

  function refill(card, part, shows, build) {
    const { element } = part;
    if (part.shows === shows || isPlaying(element) || isTyped(element)) return;
    const focused = element.contains(document.activeElement) ? nameOf(document.activeElement) : null;
    const opened = element.querySelector("details")?.open;
    element.replaceChildren(...(shows === null ? [] : build()));
    part.shows = shows;
    const details = element.querySelector("details");
    if (details && opened) details.open = true;
    if (focused === null) return;
    const same = [...element.querySelectorAll("a, button, input, select, summary, video")].find((other) => nameOf(other) === focused);
    focusOn(same ?? card.element.querySelector("h3"));
  }

  // The card to insert a new one before; null to append it, as most arrive in order.
  function olderThan({ created }) {
    if ((list.lastElementChild?.dataset.created ?? "9") >= created) return null;
    return [...list.children].find((item) => (item.dataset.created ?? "9") < created) ?? null;
  }

  function show(view) {
    let card = cards.get(view.id);
    if (!card) {
      card = { element: make("li", { id: `card ${pathOf(view)}` }), parts: new Map() };
      Object.assign(card.element.dataset, { id: view.id, created: view.created });
      cards.set(view.id, card);
      list.insertBefore(card.element, olderThan(view));
      fold.added(card.element);
      // Updates that were held back while it played. A film also pauses when its card is dropped: that must not bring it back.
      card.element.addEventListener("pause", () => setTimeout(() => { if (cards.get(view.id) === card) show(card.view); }), true);
    }
    if (card.view && card.view.state !== view.state) problem(card.element, null);
    card.view = view;
    card.element.dataset.state = view.state;
    card.element.classList.toggle("tall", view.portrait === true);
    if (!card.element.hidden) fill(card);
  }

  function fill(card) {
    for (const [name, shows, build] of partsOf(card.view)) {
      if (!card.parts.has(name)) {
        card.parts.set(name, { element: make("div"), shows: null });
        card.element.append(card.parts.get(name).element);
      }
      refill(card, card.parts.get(name), shows === null ? null : JSON.stringify(shows), build);
    }
  }

  function drop(id) {
    const card = cards.get(id);
    if (!card) return;
    const focused = card.element.contains(document.activeElement);
    card.element.remove();
    cards.delete(id);
    fold.removed();
    if (focused) focusOn(title);
  }

  return { show, drop };
}
