// A long list shows its newest cards and a button for more: 30 videos would fill 45 screens of a phone. Hidden cards are not
// built.
import { make } from "./dom.js";

const SHOWN = 10;

// `fill(id)` builds a card that is unfolded; `focus(card)` focuses it. Items without an id, such as uploads, are always shown.
export function folding(list, fill, focus) {
  const items = () => [...list.children].filter((item) => item.dataset.id);
  let limit = SHOWN;
  let [count, told] = [0, false];
  const more = make("button", { type: "button", hidden: true, onclick: () => {
    const first = items()[limit];
    limit += SHOWN;
    fold();
    focus(first);
  } });
  list.after(more);

  function fold() {
    for (const [place, item] of items().entries()) {
      const unfolds = item.hidden && place < limit;
      item.hidden = place >= limit;
      if (unfolds) fill(item.dataset.id);
    }
    tell();
  }

  // Runs once for all cards that arrive together.
  function tell() {
    if (told) return;
    told = true;
    queueMicrotask(() => {
      told = false;
      const left = count - limit;
      more.hidden = left <= 0;
      more.textContent = `Show ${Math.min(left, SHOWN)} more of ${count}`;
    });
  }

  return {
    // Call after an item was inserted anywhere in the list.
    added(item) {
      count += 1;
      if (!item.nextSibling) {
        item.hidden = count > limit;
        tell();
        return;
      }
      if (count > limit && items().indexOf(item) < limit) limit += 1; // cards that are shown stay shown
      fold();
    },
    removed() {
      count -= 1;
      fold();
    },
  };
}
