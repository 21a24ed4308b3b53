// The tab Listen: the user chooses one of several clips without names, and then sees who made them.
import { $, ask, make, notice, say, votesTable } from "./dom.js";

let comparison = null;
let opened = false;
let played = new Set();

export function startListen() {
  $("listen-next").addEventListener("click", another);
}

export async function openListen() {
  if (opened) return;
  opened = true;
  await another();
  opened = comparison !== null; // after an error, try again when the tab is next opened
}

export function pauseListen() {
  for (const clip of document.querySelectorAll("#clips audio")) clip.pause();
}

async function another() {
  if ($("listen-next").ariaDisabled === "true") return; // not `disabled`, which would lose the focus
  pauseListen();
  played = new Set();
  for (const id of ["listen-choices", "listen-told", "listen-tallies"]) $(id).replaceChildren();
  $("listen-next").ariaDisabled = "true";
  $("listen-style").textContent = "Preparing the clips.";
  try {
    comparison = await ask("/listening");
    $("listen-style").textContent = `Style: ${comparison.style}. Each clip lasts ${Math.round(comparison.seconds)} seconds.`;
    $("clips").replaceChildren(...comparison.sides.map(clip));
    $("listen-choices").replaceChildren(...[...comparison.sides, "neither"].map(choice));
    enable();
  } catch (error) {
    comparison = null;
    $("listen-style").textContent = "";
    // The remedy names settings, which only the studio's operator can change.
    const more = error.status === 404 ? `${error.said} A comparison needs music of one style from two makers: whoever runs the studio can add music by people.` : error.message;
    $("clips").replaceChildren(make("p", { className: "hint" }, more));
  }
  $("listen-hint").hidden = !comparison;
  $("listen-next").ariaDisabled = null;
}

function clip(side) {
  const name = side.toUpperCase();
  const sound = make("audio", { controls: true, preload: "metadata", src: `/api/v1/listening/${comparison.id}/${side}.flac`, "aria-label": `Clip ${name}` });
  sound.addEventListener("play", () => {
    for (const other of document.querySelectorAll("#clips audio")) if (other !== sound) other.pause();
    played.add(side);
    enable();
  });
  return make("div", {}, make("h3", {}, `Clip ${name}`), sound);
}

function choice(side) {
  return make("button", { type: "button", onclick: () => vote(side) }, side === "neither" ? "Neither" : `Clip ${side.toUpperCase()}`);
}

// A vote only counts after hearing every clip.
function enable(over = false) {
  const heard = comparison.sides.every((side) => played.has(side));
  for (const button of $("listen-choices").children) button.disabled = over || !heard;
  $("listen-hint").textContent = over ? "" : heard ? "Which do you like best?" : "Play each clip, then choose.";
}

async function vote(chosen) {
  pauseListen();
  enable(true); // before the request, so that a second click is not a second vote
  try {
    const told = await ask("/listening", { method: "POST", body: { comparison: comparison.id, choice: chosen } });
    $("listen-told").replaceChildren(...told.clips.map((one) => make("li", {}, make("strong", {}, `Clip ${one.side.toUpperCase()}`), ` ${one.origin}: ${one.name}`)));
    $("listen-tallies").replaceChildren(votesTable("made by", told.tallies));
    say(told.clips.map((one) => `Clip ${one.side.toUpperCase()}: ${one.origin}`).join(". "));
    $("listen-next").focus();
  } catch (error) {
    notice(error);
    enable(Boolean(error.status)); // after a refusal, voting again is useless
    $("listen-next").focus();
  }
}
