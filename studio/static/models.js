// The tab Models: the blind comparison of verses, and the leaderboard.
import { $, ask, make, notice, table, votesTable } from "./dom.js";

let pair = null;
let opened = false;

export function startModels() {
  for (const button of document.querySelectorAll("#votes [data-choice]")) button.addEventListener("click", () => vote(button.dataset.choice));
  $("next").addEventListener("click", another);
}

export async function openModels() {
  if (opened) return;
  opened = true;
  opened = (await Promise.all([another(), compare(), tally()])).every(Boolean); // after an error, try again when the tab is next opened
}

async function another(by = null) {
  $("unveiled").textContent = "";
  $("votes").hidden = true;
  try {
    pair = await ask("/blind");
    $("pair").replaceChildren(...["a", "b"].map((side) => make("div", {}, make("h3", {}, `Verse ${side.toUpperCase()}`), make("p", {}, pair[side].join("\n")))));
    $("votes").hidden = false;
    enable(true);
    if (by) $("next").focus(); // it lost the focus while it was hidden
    return true;
  } catch (error) {
    pair = null;
    // The remedy names a command, which only the studio's operator can run.
    const more = error.status === 404 ? `${error.said} They appear once models have been trained and compared (make demo).` : error.message;
    $("pair").replaceChildren(make("p", { className: "hint" }, more));
    enable(false);
    return false;
  }
}

function enable(on) {
  for (const button of document.querySelectorAll("#votes [data-choice]")) button.disabled = !on;
}

async function vote(choice) {
  enable(false); // before the request, so that a second click is not a second vote
  try {
    const who = await ask("/blind", { method: "POST", body: { pair: pair.id, choice } });
    $("unveiled").textContent = `A: ${who.a}. B: ${who.b}. Thank you.`;
    $("next").focus();
    await tally();
  } catch (error) {
    notice(error);
    enable(!error.status); // after a refusal, voting again is useless
    (error.status ? $("next") : document.querySelector(`#votes [data-choice=${choice}]`)).focus();
  }
}

async function tally() {
  try {
    const rows = await ask("/blind/tallies");
    $("tallies").replaceChildren(rows.length ? votesTable("writer", rows) : "");
    return true;
  } catch (error) { notice(error); return false; }
}

async function compare() {
  try {
    const all = await ask("/models");
    $("champion").textContent = all.champion ? `Champion: ${all.champion}. ${all.reason}` : all.reason;
    $("tables").replaceChildren(...Object.entries(all.tables).map(([name, rows]) => table(name, rows)));
    return true;
  } catch (error) { $("champion").textContent = error.message; return false; }
}
