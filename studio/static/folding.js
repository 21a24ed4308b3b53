// A long list shows its newest cards, and a button for more: of 30 videos a phone would show 45 screens. A card that is not shown
// is not made either.
import { make } from "./dom.js";

const SHOWN = 10;

// `fill(id)` makes a card that comes to be shown; `focus(card)` puts the focus on it. Items without an id, such as uploads, are
// always shown.
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

  // Once for all cards that come together.
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
    // An item was put into the list, at its end or elsewhere.
    added(item) {
      count += 1;
      if (!item.nextSibling) {
        item.hidden = count > limit;
        tell();
        return;
      }
      if (count > limit && items().indexOf(item) < limit) limit += 1; // what is shown stays
      fold();
    },
    removed() {
      count -= 1;
      fold();
    },
  };
}
