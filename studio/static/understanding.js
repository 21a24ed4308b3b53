// What the studio understood of a description of music, as chips under the field.
import { ask, make, notice, patiently, say } from "./dom.js";

// Chips for the understood words (each once), for those that a separate setting overrides, and for those not understood.
export function chipsOf(words, settings = {}) {
  const meanings = new Set([...Object.values(words.meanings ?? {}), ...(words.style ? [words.style] : [])]);
  const unused = new Set();
  if (settings.style && words.style && settings.style !== words.style) unused.add(words.style);
  const parts = settings.style ? (words.moments ?? []).filter((moment) => moment.what === "style").map((moment) => moment.style) : [];
  for (const meaning of settings.tempo ? meanings : []) if (/beats per minute$|^(not )?(slow|fast|medium tempo)$/.test(meaning)) unused.add(meaning);
  for (const meaning of settings.tonality ? meanings : []) if (/^key |minor key$|major key$/.test(meaning)) unused.add(meaning);
  const played = words.instruments ?? [];
  const yes = [...meanings].filter((meaning) => !unused.has(meaning) || played.includes(meaning));
  const chip = (kind, text) => make("span", { className: `chip ${kind}` }, text);
  return [
    ...yes.map((meaning) => chip("yes", words.solo && played.includes(meaning) ? `${meaning} alone` : meaning)),
    ...[...unused].map((meaning) => chip("not", `not used: ${meaning === words.style ? `the style ${meaning}` : meaning}`)),
    ...[...new Set(parts)].map((style) => chip("not", `not used: the style ${style} for a part of the film`)),
    ...(words.not_understood ?? []).map((name) => chip("not", `not understood: ${name}`)),
    ...(words.unmet ?? []).map((name) => chip("not", `cannot be done: ${name}`)),
  ];
}

// Keeps the chips of a field up to date. `kind()`: what the music is for; `settings()`: those in fields of their own.
// Returns a function that updates them at once.
export function understanding(field, chips, kind, settings) {
  let asking, telling, typing;
  async function update() {
    asking?.abort();
    clearTimeout(telling);
    clearTimeout(typing);
    asking = new AbortController();
    const prompt = field.value.trim();
    if (!prompt) { chips.replaceChildren(); return; }
    const { signal } = asking;
    try {
      const body = { prompt, of: kind() };
      const words = await patiently(() => ask("/understand", { method: "POST", body, signal }), signal);
      if (signal.aborted) return;
      chips.replaceChildren(...chipsOf(words, settings()));
      // Announced once, after typing has stopped: a live region would read the chips out at every word.
      telling = setTimeout(() => say([...chips.children].map((chip) => chip.textContent).join(", ")), 1500);
    } catch (error) {
      if (error.name !== "AbortError") notice(error);
    }
  }
  field.addEventListener("input", () => { clearTimeout(typing); typing = setTimeout(update, 300); });
  return update;
}
