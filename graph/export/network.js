// The network of this page: pan and zoom by vis-network, search, details, paths of one step.
const data = JSON.parse(document.getElementById("network").textContent);
const canvas = document.getElementById("canvas");
const font = '"TwinChain Sans", "Noto Sans SC", sans-serif';
const FAINT = 0.12;
let chosen = null;
let lit = null;
const colour = (key) => data.palette[key][root.dataset.theme];
const told = (one) => data.told[lang].nodes[one];
function drawn({ ctx, id, x, y }) {
  const node = data.nodes[id];
  const text = told(id);
  return {
    drawNode() {
      ctx.save();
      ctx.globalAlpha = lit && !lit.has(id) ? FAINT : 1;
      ctx.translate(x, y);
      const path = new Path2D(node.path);
      ctx.fillStyle = colour(node.key);
      ctx.fill(path);
      if (node.anchor || node.ring || id === chosen) {
        ctx.lineWidth = id === chosen ? 4 : 2;
        ctx.strokeStyle = colour(id === chosen || !node.ring ? "ink" : node.ring);
        ctx.stroke(path);
      }
      for (const line of text.lines) {
        ctx.font = `${line.bold ? 700 : 400} ${line.size}px ${font}`;
        ctx.textAlign = "center";
        ctx.lineWidth = 3;
        ctx.strokeStyle = colour("paper");
        if (line.key !== "paper") ctx.strokeText(line.text, line.x, line.y);
        ctx.fillStyle = colour(line.key);
        ctx.fillText(line.text, line.x, line.y);
      }
      ctx.restore();
    },
    nodeDimensions: { width: 2 * node.r, height: 2 * node.r },
  };
}
const nodes = new vis.DataSet(data.nodes.map((node, id) => ({ id, x: node.x, y: node.y, size: node.r })));
const edges = new vis.DataSet(data.edges.map((edge, id) => ({
  id, from: edge.source, to: edge.target, width: edge.w, dashes: edge.dashed,
  arrows: edge.arrow ? "to" : "", smooth: false,
})));
const network = new vis.Network(canvas, { nodes, edges }, {
  physics: false,
  layout: { randomSeed: 1 },
  nodes: { shape: "custom", ctxRenderer: drawn, fixed: false },
  edges: { color: { inherit: false } },
  interaction: { hover: false, keyboard: { enabled: true, bindToWindow: false }, tooltipDelay: 1e9 },
});
network.on("beforeDrawing", (ctx) => {
  ctx.font = `700 13px ${font}`;
  ctx.textAlign = "center";
  ctx.fillStyle = colour("muted");
  for (const head of data.told[lang].heads) ctx.fillText(head.text, head.x, head.y);
});
function faded(id) {
  const { source, target } = data.edges[id];
  return lit && !(chosen === null ? lit.has(source) && lit.has(target) : source === chosen || target === chosen);
}
function redraw() {
  edges.update(data.edges.map((edge, id) => ({ id, color: { color: colour(edge.key), opacity: faded(id) ? FAINT : 0.8 } })));
  network.redraw();
}
function clear() {
  chosen = null;
  lit = null;
  details.replaceChildren();
  redraw();
}
function choose(id) {
  chosen = id;
  lit = new Set([id]);
  const heading = document.createElement("strong");
  heading.textContent = told(id).tip;
  const list = document.createElement("ul");
  data.edges.forEach((edge, k) => {
    if (edge.source !== id && edge.target !== id) return;
    const other = edge.source === id ? edge.target : edge.source;
    lit.add(other);
    const link = document.createElement("button");
    link.textContent = data.told[lang].edges[k];
    link.addEventListener("click", () => { choose(other); network.focus(other, { scale: network.getScale() }); });
    list.appendChild(document.createElement("li")).appendChild(link);
  });
  details.replaceChildren(heading, list);
  network.selectNodes([id]);
  redraw();
}
function find() {
  const asked = search.value.trim().toLowerCase();
  if (!asked) return clear();
  chosen = null;
  const found = data.nodes.map((_, id) => id).filter((id) => told(id).tip.toLowerCase().includes(asked));
  lit = new Set(found);
  details.textContent = words[lang].found.replace("{n}", String(found.length));
  redraw();
  return found;
}
network.on("click", ({ nodes: hit }) => (hit.length ? choose(hit[0]) : clear()));
search.addEventListener("input", find);
search.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  const found = find();
  if (found && found.length) { choose(found[0]); network.focus(found[0], { scale: Math.max(1, network.getScale()) }); }
});
document.addEventListener("keydown", (event) => { if (event.key === "Escape") clear(); });
document.getElementById("whole").addEventListener("click", () => { clear(); network.fit(); });
changed.push(() => (chosen === null ? (search.value ? find() : redraw()) : choose(chosen)));
document.fonts.load(`14px ${font}`).then(redraw);
document.fonts.load(`700 14px ${font}`).then(redraw);
network.fit();
speak(lang);
