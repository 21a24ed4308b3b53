// The login form: shows an error next to the form. Without this module the browser would show the raw JSON answer.
import { $, notice } from "./dom.js";

const form = document.querySelector("form");
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const answer = await fetch("/login", { method: "POST", body: new URLSearchParams(new FormData(form)) }).catch(() => null);
  if (answer?.ok) { location.replace(`/${location.hash}`); return; }
  const { error } = (await answer?.json().catch(() => null)) ?? { error: "The studio does not answer. Check that it is still running (make studio)." };
  notice(new Error(error));
  $("secret").select();
});
