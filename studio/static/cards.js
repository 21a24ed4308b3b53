// Cards of videos and songs. A card stays; of its parts only those are made anew that show something else than before.
// What plays or was typed in is left alone until it pauses or is sent, and the focus stays where it was.
import { make, notice } from "./dom.js";

// A button of a card. Its name says what it is of, since several cards have a button with that text.
export function button(text, of, work, properties = {}) {
  const element = make("button", { type: "button", "aria-label": `${text}: ${of}`, ...properties }, text);
  element.addEventListener("click", async () => {
    if (element.ariaDisabled === "true") return; // not `disabled`, which takes the focus away
    element.ariaDisabled = "true";
    try { await work(); notice(null); } catch (error) { notice(error); } finally { element.ariaDisabled = null; }
  });
  return element;
}

const nameOf = (element) => element.getAttribute("aria-label") ?? element.textContent;
const isPlaying = (part) => [...part.querySelectorAll("video, audio")].some((media) => !media.paused && !media.ended);
const isTyped = (part) => [...part.querySelectorAll("input")].some((field) => field.value !== field.defaultValue);

// The focus goes on in another element, which need not be one that tabs reach.
export function focusOn(element) {
  if (!element.matches("a, button, input, select, textarea, summary, video, audio")) element.tabIndex = -1;
  element.focus();
}

// The cards of a list, newest first. `partsOf(view)` gives [name, what it shows or null, how it is made] of each part; the first
// is the card's title.
export function shelf(list, title, partsOf) {
  const cards = new Map();

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
    const same = [...element.querySelectorAll("a, button, input, summary, video")].find((other) => nameOf(other) === focused);
    focusOn(same ?? card.element.querySelector("h3"));
  }

  function show(view) {
    let card = cards.get(view.id);
    if (!card) {
      card = { element: make("li"), parts: new Map() };
      card.element.dataset.created = view.created;
      const older = [...list.children].find((item) => (item.dataset.created ?? "9") < view.created);
      list.insertBefore(card.element, older ?? null);
      card.element.addEventListener("pause", () => setTimeout(() => show(card.view)), true); // what waited for the pause
      cards.set(view.id, card);
    }
    card.view = view;
    card.element.dataset.state = view.state;
    card.element.classList.toggle("tall", view.portrait === true);
    for (const [name, shows, build] of partsOf(view)) {
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
    if (focused) focusOn(title);
  }

  return { show, drop };
}
