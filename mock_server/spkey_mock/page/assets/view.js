// The two views, of which a narrow screen shows one at a time, and their colours.

import { byId } from "./element.js";

const buttons = document.querySelectorAll(".views button");

function view(name) {
  document.body.dataset.view = name;
  for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.view === name));
  scrollTo(0, 0);
}

for (const button of buttons) button.addEventListener("click", () => view(button.dataset.view));
byId("skip").addEventListener("click", (event) => {
  event.preventDefault(); // the address's fragment belongs to swagger-ui
  view("world");
  byId("world").focus();
});

// swagger-ui switches to its dark colours by this class.
const dark = matchMedia("(prefers-color-scheme: dark)");
const colour = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", colour);
colour();
