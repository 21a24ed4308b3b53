// The lines of a verse with their rhymes and stresses, and a box to tick for each.
import { GOLDEN, make } from "./dom.js";

const SIGNS = ["·", "◦", "●"]; // of a syllable: unstressed, stressed in its word only, stressed in the line
const hidden = (text) => make("span", { className: "visually-hidden" }, text);

// Letters A, B, … for the rhymes of a section, in order; the 27th is A2.
function lettersOf(part) {
  const letters = new Map();
  for (const { group } of part.lines.flatMap((line) => line.words)) {
    const place = letters.size;
    if (group !== null && !letters.has(group)) letters.set(group, String.fromCharCode(65 + (place % 26)) + (place < 26 ? "" : Math.floor(place / 26) + 1));
  }
  return letters;
}

// "syllables 2 and 4 of 4 stressed"
function stressesOf(digits) {
  const heavy = [...digits].flatMap((digit, place) => (digit === "2" ? [place + 1] : []));
  const places = heavy.length > 1 ? `${heavy.slice(0, -1).join(", ")} and ${heavy.at(-1)}` : heavy.join("");
  return heavy.length ? `syllable${heavy.length > 1 ? "s" : ""} ${places} of ${digits.length} stressed` : `no syllable of ${digits.length} stressed`;
}

function wordOf(word, letters) {
  if (word.group === null) return word.text;
  return make("mark", { hue: Math.round((word.group * GOLDEN) % 360) }, word.text, make("sup", {}, hidden(" rhyme "), letters.get(word.group)));
}

// List items for the sections of a draft; the boxes' values count lines from 0.
export function linesOf(parts) {
  const rows = [];
  let number = 0;
  for (const part of parts) {
    const letters = lettersOf(part);
    rows.push(make("li", { className: "section" }, part.name));
    for (const line of part.lines) {
      const box = make("input", { type: "checkbox", value: number, id: `line-${number}` });
      const words = line.words.flatMap((word, place) => [place ? " " : null, wordOf(word, letters)]);
      const signs = [...line.stresses].map((digit) => SIGNS[digit]).join("");
      rows.push(make("li", {}, box, make("label", { htmlFor: box.id }, ...words),
        make("span", { className: "stress", "aria-hidden": "true" }, signs), hidden(stressesOf(line.stresses))));
      number += 1;
    }
  }
  return rows;
}

// The text of sections, as shown in the editor.
export const textOf = (parts) => parts.map((part) => [`[${part.name}]`, ...part.lines.map((line) => line.text)].join("\n")).join("\n\n");
