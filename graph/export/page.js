"use strict";
// What every page has: its words in two languages, light and dark. Texts go in as texts only.
const words = JSON.parse(document.getElementById("words").textContent);
const root = document.documentElement;
const search = document.getElementById("search");
const details = document.getElementById("details");
const changed = [];
let lang = root.lang;
function speak(next) {
  lang = next;
  root.lang = next;
  for (const part of document.querySelectorAll("[data-lang]")) part.hidden = part.dataset.lang !== next;
  search.placeholder = words[next].search;
  search.setAttribute("aria-label", words[next].search);
  document.title = words[next].title;
  for (const name of ["whole", "theme"]) document.getElementById(name).textContent = words[next][name];
  for (const told of changed) told();
}
function paint(theme) {
  root.dataset.theme = theme;
  for (const told of changed) told();
}
paint(matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
document.getElementById("theme").addEventListener("click", () => paint(root.dataset.theme === "dark" ? "light" : "dark"));
for (const button of document.querySelectorAll("[data-speak]")) button.addEventListener("click", () => speak(button.dataset.speak));
