// Pan, zoom, search, details and paths of the pictures of this page.
const views = new Map();
for (const svg of document.querySelectorAll("main svg")) {
  const box = svg.viewBox.baseVal;
  views.set(svg, { whole: [box.x, box.y, box.width, box.height], now: [box.x, box.y, box.width, box.height] });
  svg.removeAttribute("width");
  svg.removeAttribute("height");
}
const current = () => document.querySelector(`main [data-lang="${lang}"] svg`);
function show(svg, box) {
  views.get(svg).now = box;
  svg.setAttribute("viewBox", box.map((v) => v.toFixed(2)).join(" "));
}
function zoom(svg, factor, cx, cy) {
  const [x, y, w, h] = views.get(svg).now;
  const whole = views.get(svg).whole;
  const wide = Math.min(Math.max(w * factor, whole[2] / 20), whole[2] * 2);
  const high = (wide * h) / w;
  show(svg, [cx - ((cx - x) * wide) / w, cy - ((cy - y) * high) / h, wide, high]);
}
function spot(svg, event) {
  const at = svg.createSVGPoint();
  at.x = event.clientX;
  at.y = event.clientY;
  return at.matrixTransform(svg.getScreenCTM().inverse());
}
function reached(start, from, to) {
  const found = new Set([start]);
  const waiting = [start];
  while (waiting.length) {
    const one = waiting.pop();
    for (const stream of current().querySelectorAll("[data-from]")) {
      if (stream.dataset[from] === one) {
        stream.classList.add("on");
        if (!found.has(stream.dataset[to])) {
          found.add(stream.dataset[to]);
          waiting.push(stream.dataset[to]);
        }
      }
    }
  }
  return found;
}
function clear() {
  for (const one of document.querySelectorAll(".on")) one.classList.remove("on");
  for (const svg of views.keys()) svg.classList.remove("dim");
  details.textContent = "";
}
function choose(thing) {
  clear();
  const svg = current();
  details.textContent = thing.querySelector("title").textContent;
  const near = svg.dataset.kind === "network";
  let ids;
  if (near) {
    ids = new Set([thing.id]);
    for (const stream of svg.querySelectorAll("[data-from]")) {
      if (stream.dataset.from === thing.id || stream.dataset.to === thing.id) {
        stream.classList.add("on");
        ids.add(stream.dataset.from).add(stream.dataset.to);
      }
    }
  } else {
    ids = new Set([...reached(thing.id, "from", "to"), ...reached(thing.id, "to", "from")]);
  }
  for (const one of svg.querySelectorAll(".thing")) if (ids.has(one.id)) one.classList.add("on");
  svg.classList.add("dim");
}
function find() {
  clear();
  const asked = search.value.trim().toLowerCase();
  if (!asked) return;
  let count = 0;
  for (const one of current().querySelectorAll(".thing")) {
    if (one.querySelector("title").textContent.toLowerCase().includes(asked)) {
      one.classList.add("on");
      count += 1;
    }
  }
  current().classList.add("dim");
  details.textContent = words[lang].found.replace("{n}", String(count));
}
changed.push(clear);
for (const svg of views.keys()) {
  svg.addEventListener("wheel", (event) => {
    event.preventDefault();
    const at = spot(svg, event);
    zoom(svg, event.deltaY > 0 ? 1.15 : 1 / 1.15, at.x, at.y);
  }, { passive: false });
  let held = null;
  let moved = 0;
  svg.addEventListener("pointerdown", (event) => { held = spot(svg, event); moved = 0; });
  svg.addEventListener("pointermove", (event) => {
    if (!held) return;
    const at = spot(svg, event);
    const [x, y, w, h] = views.get(svg).now;
    moved += Math.abs(at.x - held.x) + Math.abs(at.y - held.y);
    show(svg, [x + held.x - at.x, y + held.y - at.y, w, h]);
  });
  window.addEventListener("pointerup", () => { held = null; });
  svg.addEventListener("click", (event) => {
    if (moved > 4) return;
    const thing = event.target.closest(".thing");
    if (thing) choose(thing); else clear();
  });
  svg.addEventListener("keydown", (event) => {
    const thing = event.target.closest(".thing");
    if (thing && (event.key === "Enter" || event.key === " ")) { event.preventDefault(); choose(thing); }
  });
}
document.addEventListener("keydown", (event) => {
  if (event.target === search) return;
  const svg = current();
  const [x, y, w, h] = views.get(svg).now;
  const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  if (event.key === "+" || event.key === "=") zoom(svg, 1 / 1.2, x + w / 2, y + h / 2);
  else if (event.key === "-") zoom(svg, 1.2, x + w / 2, y + h / 2);
  else if (event.key === "0") show(svg, views.get(svg).whole);
  else if (event.key === "Escape") clear();
  else if (steps[event.key]) show(svg, [x + (steps[event.key][0] * w) / 10, y + (steps[event.key][1] * h) / 10, w, h]);
});
document.getElementById("whole").addEventListener("click", () => { clear(); show(current(), views.get(current()).whole); });
search.addEventListener("input", find);
speak(lang);
