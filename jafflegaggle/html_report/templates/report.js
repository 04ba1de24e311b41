"use strict";
// One part at a time, by the address: #trends, #account-3. Without this, all parts are below each other.
const root = document.documentElement;
root.classList.add("js");
const sections = [...document.querySelectorAll("main > section")];

function open(isFirst) {
  const target = document.getElementById(location.hash.slice(1)) || sections[0];
  const section = target.closest("main > section") || sections[0];
  const detail = target.closest(".detail");
  for (const one of sections) one.classList.toggle("open", one === section);
  for (const one of section.querySelectorAll(".detail")) one.classList.toggle("open", one === detail);
  section.classList.toggle("detailed", Boolean(detail));
  for (let one = target; one; one = one.parentElement) if (one.tagName === "DETAILS") one.open = true;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.hash === "#" + section.id) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  if (isFirst && !location.hash) return;
  const isPart = target === section || target === detail;
  if (isPart) {
    document.getElementById(target.id + "-title").focus({ preventScroll: true });
    window.scrollTo(0, 0);
  } else target.scrollIntoView({ block: "center" });
}
addEventListener("hashchange", () => open(false));
open(true);

// The search. What it shows is set as text, never as markup.
const entries = JSON.parse(document.getElementById("index").textContent);
const texts = entries.map((entry) => entry.slice(0, 2).join(" ").toLowerCase());
const query = document.getElementById("query");
const hits = document.getElementById("hits");
const note = document.getElementById("hits-note");
const MAX_HITS = 12;

function search() {
  const words = query.value.toLowerCase().split(/\s+/).filter(Boolean);
  const found = words.length ? entries.filter((_, at) => words.every((word) => texts[at].includes(word))) : [];
  hits.replaceChildren(...found.slice(0, MAX_HITS).map(([name, beside, anchor]) => {
    const link = document.createElement("a");
    link.href = "#" + anchor;
    const small = document.createElement("span");
    small.className = "beside";
    small.textContent = beside;
    link.append(name, small);
    const item = document.createElement("li");
    item.append(link);
    return item;
  }));
  hits.hidden = !found.length;
  note.textContent = words.length ? `${found.length} found` : "";
}
function leave() {
  hits.hidden = true;
  query.value = "";
}
query.addEventListener("input", search);
hits.addEventListener("click", (event) => event.target.closest("a") && leave());
document.addEventListener("keydown", (event) => {
  const links = [...hits.querySelectorAll("a")];
  const at = links.indexOf(document.activeElement);
  if (event.key === "/" && !event.target.matches("input")) query.focus();
  else if (event.key === "Escape" && (at >= 0 || event.target === query)) {
    leave();
    query.focus();
  } else if (event.key === "ArrowDown" && (at >= 0 || event.target === query)) links[at + 1]?.focus();
  else if (event.key === "ArrowUp" && at >= 0) (links[at - 1] || query).focus();
  else if (event.key === "Enter" && event.target === query) links[0]?.click();
  else return;
  event.preventDefault();
});

// The graph shows what a box reads, and what reads it.
for (const box of document.querySelectorAll(".graph a")) {
  const paths = [...document.querySelectorAll(".graph path")];
  const own = paths.filter(({ dataset }) => [dataset.from, dataset.to].includes(box.dataset.name));
  const mark = (isOn) => own.forEach((path) => path.classList.toggle("related", isOn));
  for (const name of ["mouseenter", "focus"]) box.addEventListener(name, () => mark(true));
  for (const name of ["mouseleave", "blur"]) box.addEventListener(name, () => mark(false));
}

// Tables that are sorted by a click on a column's name.
function valueOf(row, at) {
  const text = row.cells[at].textContent.trim();
  const number = Number(text.replaceAll(",", ""));
  return text && !Number.isNaN(number) ? number : text.toLowerCase();
}
for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0];
  [...table.tHead.rows[0].cells].forEach((cell, at) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...cell.childNodes);
    cell.append(button);
    button.addEventListener("click", () => {
      const isDown = cell.classList.contains("n") !== (cell.ariaSort === "descending");
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      cell.setAttribute("aria-sort", isDown ? "descending" : "ascending");
      const rows = [...body.rows].map((row) => [valueOf(row, at), row]);
      const order = (one, other) => (one < other ? -1 : one > other ? 1 : 0);
      rows.sort(([one], [other]) => (typeof one === typeof other ? order(one, other) : typeof one === "number" ? -1 : 1) * (isDown ? -1 : 1));
      body.append(...rows.map(([, row]) => row));
    });
  });
}
