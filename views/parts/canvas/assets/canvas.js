// The graph: vis-network draws and takes the mouse; positions come from Python and never change here
// but by a drag. Every text goes onto the canvas or into textContent, never into markup.
import "../twinchain.vis/vis-network.min.js"
import { element, fillTable, mount, SOUGHT, TYPED } from "../twinchain.shared/parts.js"

const { DataSet, Network } = globalThis.vis
const DOUBLE_MS = 250
const RING = 4
const DIM = 0.13
const LABELLED_EDGES = 40
const MARGIN = 24
const NARROW = 560 // px of a window, in which letters keep their size and the picture its own height
const LEGIBLE = 11 / 12
const HIGHEST = 1200
const [EDGE_PX, HEAD_PX] = [11.5, 13]
const ALONG = [0.5, 0.6, 0.4, 0.7, 0.3] // of an edge, where its label may stand

class View {
  constructor(parent) {
    this.items = new Map()
    this.links = new Map()
    this.selected = new Set()
    this.focused = null
    this.lit = null
    this.sought = ""
    this.lastClick = 0
    this.nodes = new DataSet()
    this.edges = new DataSet()
    this.build(parent)
    this.listen()
  }

  // The parts of the page --------------------------------------------------------------------------

  build(parent) {
    this.root = element("div", "tc-canvas")
    this.root.view = this // for whoever asks the page where things stand
    this.bar = element("div", "bar", "", { role: "toolbar" })
    this.actions = element("div", "actions")
    this.bar.append(this.actions)
    this.stage = element("div", "stage", "", { tabindex: "0", role: "application" })
    this.plane = element("div", "plane")
    this.tip = element("div", "tip", "", { role: "tooltip", hidden: "" })
    this.beyond = element("button", "beyond", "", { type: "button", hidden: "" })
    this.beyond.onclick = () => this.fit(true)
    this.stage.append(this.plane, this.tip, this.beyond)
    this.said = element("p", "said", "", { "aria-live": "polite" })
    this.legend = element("div", "legend")
    this.table = element("details", "table")
    this.root.append(this.bar, this.stage, this.legend, this.said, this.table)
    parent.append(this.root)
    this.network = new Network(
      this.plane,
      { nodes: this.nodes, edges: this.edges },
      {
        physics: false,
        layout: { randomSeed: 1, improvedLayout: false },
        interaction: { hover: true, multiselect: true, keyboard: false, zoomView: false, hoverConnectedEdges: false, selectConnectedEdges: false, tooltipDelay: 0 },
        nodes: { shape: "custom", ctxRenderer: (one) => this.drawn(one) },
        edges: { smooth: false, width: 1.2, chosen: false },
      },
    )
    this.plane.firstElementChild.tabIndex = -1 // the stage, which has a name, takes the focus
  }

  listen() {
    const { network, stage } = this
    network.on("click", (event) => this.clicked(event))
    network.on("doubleClick", ({ nodes }) => nodes.length && !this.items.get(nodes[0])?.pile && this.tell({ what: "open", id: nodes[0] }))
    network.on("dragStart", () => (this.tip.hidden = true))
    network.on("dragEnd", ({ nodes }) => nodes.length && this.moved(nodes))
    network.on("hoverNode", ({ node, pointer }) => this.hint(this.items.get(node)?.tooltip, pointer.DOM))
    network.on("hoverEdge", ({ edge, pointer }) => this.hint(this.links.get(edge)?.tooltip, pointer.DOM))
    network.on("blurNode", () => (this.tip.hidden = true))
    network.on("blurEdge", () => (this.tip.hidden = true))
    network.on("afterDrawing", (context) => this.finished(context))
    stage.addEventListener("keydown", (event) => this.pressed(event))
    this.onUndo = (event) => this.undone(event)
    document.addEventListener("keydown", this.onUndo)
    // The wheel scrolls the page until somebody works with the picture.
    stage.addEventListener("focusin", () => network.setOptions({ interaction: { zoomView: true } }))
    stage.addEventListener("focusout", () => network.setOptions({ interaction: { zoomView: false } }))
    this.onTyped = ({ detail }) => this.search(detail)
    window.addEventListener(TYPED, this.onTyped)
    this.scheme = matchMedia("(prefers-color-scheme: dark)")
    this.onScheme = () => this.coloured()
    this.scheme.addEventListener("change", this.onScheme)
    // A letter drawn before its font is there is a box until somebody draws it again.
    this.onFont = () => network.redraw()
    document.fonts.addEventListener("loadingdone", this.onFont)
    this.sizes = new ResizeObserver(() => this.fresh && this.fit(false))
    this.sizes.observe(this.plane)
  }

  destroy() {
    this.scheme.removeEventListener("change", this.onScheme)
    document.fonts.removeEventListener("loadingdone", this.onFont)
    document.removeEventListener("keydown", this.onUndo)
    window.removeEventListener(TYPED, this.onTyped)
    this.sizes.disconnect()
    this.network.destroy()
    this.root.remove()
  }

  // What Python says -------------------------------------------------------------------------------

  update({ data, setTriggerValue }) {
    this.tell = (told) => setTriggerValue("did", { ...told, turn: Date.now() })
    const isOther = this.data?.view !== data.view
    this.data = data
    this.tip.hidden = true
    if (data.selected) this.selected = new Set(data.selected)
    this.theme()
    if (isOther) {
      this.edges.clear()
      this.nodes.clear()
      this.focused = null
      this.sought = ""
    }
    const before = this.items
    this.items = new Map(data.nodes.map((one) => [one.id, { ...one, path: new Path2D(one.outline), ringPath: new Path2D(one.ringOutline) }]))
    this.links = new Map(data.edges.map((one) => [one.id, one]))
    this.merge(before)
    this.words()
    this.network.selectNodes([...this.selected].filter((id) => this.items.has(id)), false)
    if (isOther) {
      this.fresh = true
      const isNarrow = this.plane.clientWidth < NARROW
      if (this.plane.clientWidth && isNarrow !== data.isNarrow) this.tell({ what: "narrow", is: isNarrow })
      this.fit(false)
    }
    this.search(this.sought)
  }

  // Old nodes keep their place, and the camera its own: only what is new is placed, or what Python
  // has put elsewhere since (a drag undone).
  merge(before) {
    const goneNodes = this.nodes.getIds().filter((id) => !this.items.has(id))
    const goneEdges = this.edges.getIds().filter((id) => !this.links.has(id))
    this.edges.remove(goneEdges)
    this.nodes.remove(goneNodes)
    const fresh = [...this.items.values()].filter((one) => !this.nodes.get(one.id))
    this.nodes.add(fresh.map(({ id, x, y }) => ({ id, x, y })))
    const lines = [...this.links.values()].filter((one) => !this.edges.get(one.id))
    this.edges.add(lines.map((one) => ({ id: one.id, from: one.source, to: one.target, dashes: one.dashed, ...this.line(one) })))
    if (fresh.length < this.items.size) this.fresh = false
    const places = this.network.getPositions()
    const apart = (a, b) => Math.hypot(a.x - b.x, a.y - b.y) > 1
    this.nodes.update([...this.items.values()].filter((one) => before.has(one.id) && apart(one, before.get(one.id)) && apart(one, places[one.id])).map(({ id, x, y }) => ({ id, x, y })))
  }

  theme() {
    const probe = element("span")
    this.root.append(probe)
    const resolved = (name) => {
      probe.style.color = `var(--tc-${name})`
      return getComputedStyle(probe).color
    }
    this.dark = getComputedStyle(this.root).colorScheme.includes("dark")
    this.paint = Object.fromEntries(["card", "ink", "soft", "line", "accent", "edge"].map((name) => [name, resolved(name)]))
    this.font = getComputedStyle(this.root).fontFamily
    probe.remove()
  }

  colour(key) {
    const pair = this.data.palette[key]
    return pair ? pair[this.dark ? "dark" : "light"] : this.paint.soft
  }

  coloured() {
    this.theme()
    this.edges.update([...this.links.values()].map((one) => ({ id: one.id, ...this.line(one) })))
    this.words()
    this.network.redraw()
  }

  words() {
    const { words, legend, gaps, description } = this.data
    this.stage.setAttribute("aria-label", description)
    this.bar.setAttribute("aria-label", words.toolbar)
    const old = this.focusedOf(this.legend)
    this.legend.replaceChildren(this.legendOf(words.types, legend, false))
    if (gaps.length) this.legend.append(this.legendOf(words.gaps, gaps, true))
    this.legend.append(this.signs())
    this.legend.querySelectorAll("button")[old]?.focus()
    this.said.textContent = this.said.textContent || ""
    fillTable(this.table, this.data.rows, description, words.table)
    this.tools()
  }

  // The buttons, as far as they apply to what is selected.
  tools() {
    const { words } = this.data
    const one = this.selected.size ? [...this.selected].at(-1) : null
    const wanted = [
      ["+", words.open, () => this.tell({ what: "open", id: one }), one && this.items.get(one)?.hidden],
      ["−", words.close, () => this.tell({ what: "close", id: one }), one && this.items.get(one)?.opened],
      ["⌀", words.hide, () => this.tell({ what: "hide", ids: [...this.selected] }), one && !this.items.get(one)?.anchor],
      ["↶", words.undo, () => this.tell({ what: "undo" }), this.data.canUndo],
      [this.items.get(one)?.pinned ? "◉" : "◎", words.pin, () => this.pinned(one), one],
      ["⤢", words.fit, () => this.fit(true), true],
      ["⊕", words.zoom_in, () => this.zoom(1.25), true],
      ["⊖", words.zoom_out, () => this.zoom(0.8), true],
    ]
    const old = this.focusedOf(this.actions)
    this.actions.replaceChildren(
      ...wanted.map(([sign, title, act, isOn]) => {
        const button = element("button", "", "", { type: "button", title, "aria-label": title })
        button.append(element("span", "sign", sign, { "aria-hidden": "true" }))
        if ("+−⌀↶".includes(sign)) button.append(element("span", "", title))
        button.disabled = !isOn
        button.onclick = act
        return button
      }),
    )
    this.actions.children[old]?.focus()
  }

  // Which of its buttons has the keyboard, before they are made anew; -1: none.
  focusedOf(parent) {
    return [...parent.querySelectorAll("button")].indexOf(this.root.getRootNode().activeElement)
  }

  // Each entry is a switch; beside it one that leaves nothing else.
  legendOf(title, entries, isRing) {
    const list = element("dl", "")
    list.append(element("dt", "", title))
    for (const { key, label, outline, isShown, isOnly } of entries) {
      const line = element("dd", "")
      const sample = document.createElementNS("http://www.w3.org/2000/svg", "svg")
      sample.setAttribute("viewBox", "-9 -9 18 18")
      sample.setAttribute("aria-hidden", "true")
      const path = document.createElementNS("http://www.w3.org/2000/svg", "path")
      path.setAttribute("d", outline)
      path.setAttribute("fill", isRing ? "none" : this.colour(key))
      path.setAttribute("stroke", isRing ? this.colour(key) : "none")
      path.setAttribute("stroke-width", "3")
      sample.append(path)
      const kind = element("button", "kind", "", { type: "button", "aria-pressed": String(isShown) })
      kind.append(sample, element("span", "", label))
      kind.onclick = () => this.tell({ what: "toggle", kind: key })
      const { only } = this.data.words
      const alone = element("button", "only", only, { type: "button", "aria-pressed": String(isOnly), "aria-label": `${only} ${label}` })
      alone.onclick = () => this.tell({ what: "only", kind: key })
      line.append(kind, alone)
      list.append(line)
    }
    return list
  }

  signs() {
    const { words, signs, isFiltered } = this.data
    const list = element("dl", "")
    list.append(element("dt", "", words.signs))
    for (const [name, text] of Object.entries(signs)) {
      const line = element("dd", "")
      const sample = { more: "+9", level: "（）" }[name] ?? ""
      line.append(element("span", `sample ${name}`, sample, { "aria-hidden": "true" }), element("span", "", text))
      list.append(line)
    }
    const all = element("button", "all", words.all, { type: "button" })
    all.hidden = !isFiltered
    all.onclick = () => this.tell({ what: "all" })
    const line = element("dd", "")
    line.append(all)
    list.append(line)
    return list
  }

  // Drawing ----------------------------------------------------------------------------------------

  isLit(id) {
    return this.lit === null || this.lit.has(id)
  }

  line(one) {
    const isDim = !this.isLit(one.source) || !this.isLit(one.target)
    const isNear = this.selected.has(one.source) || this.selected.has(one.target)
    const colour = isNear ? this.paint.accent : this.colour(one.key)
    return { color: { color: colour, hover: this.paint.accent, highlight: colour, inherit: false, opacity: isDim ? DIM : isNear ? 0.95 : 0.5 }, width: isNear ? 1.8 : 1.1 }
  }

  drawn({ ctx, id, x, y, state }) {
    const one = this.items.get(id)
    if (!one) return {}
    return {
      drawNode: () => this.drawNode(ctx, one, x, y, state.hover),
      nodeDimensions: { width: 2 * one.r + 4, height: 2 * one.r + 4 },
    }
  }

  drawNode(ctx, one, x, y, isHovered) {
    ctx.save()
    ctx.globalAlpha = this.isLit(one.id) ? 1 : DIM
    ctx.translate(x, y)
    if (this.selected.has(one.id) || this.focused === one.id) {
      ctx.beginPath()
      ctx.arc(0, 0, one.r + RING + 6, 0, 7)
      ctx.fillStyle = this.paint.accent
      ctx.globalAlpha *= this.selected.has(one.id) ? 0.22 : 0.1
      ctx.fill()
      ctx.globalAlpha = this.isLit(one.id) ? 1 : DIM
      ctx.setLineDash(this.focused === one.id ? [4, 3] : [])
      ctx.lineWidth = 2
      ctx.strokeStyle = this.paint.accent
      ctx.stroke()
      ctx.setLineDash([])
    }
    ctx.fillStyle = one.pile ? this.paint.card : this.colour(one.key)
    ctx.fill(one.path)
    ctx.setLineDash(one.pile ? [4, 3] : [])
    ctx.lineWidth = one.anchor || isHovered ? 2.4 : 1.4
    ctx.strokeStyle = one.anchor || isHovered ? this.paint.ink : one.pile ? this.colour(one.key) : this.paint.card
    ctx.stroke(one.path)
    ctx.setLineDash([])
    if (one.ring) {
      ctx.lineWidth = 2.5
      ctx.strokeStyle = this.colour(one.ring)
      ctx.stroke(one.ringPath)
    }
    if (one.pinned) {
      ctx.beginPath()
      ctx.arc(one.r * 0.8, -one.r * 0.8, 3.4, 0, 7)
      ctx.fillStyle = this.paint.ink
      ctx.fill()
      ctx.lineWidth = 1.2
      ctx.strokeStyle = this.paint.card
      ctx.stroke()
    }
    this.drawLabel(ctx, one)
    ctx.restore()
  }

  drawLabel(ctx, one) {
    ctx.textAlign = "center"
    ctx.textBaseline = "alphabetic"
    ctx.lineJoin = "round"
    for (const { text, dx, dy, key, bold } of one.texts) {
      ctx.font = `${bold || one.anchor ? 600 : 400} ${one.size}px ${this.font}`
      ctx.lineWidth = 3.2
      ctx.strokeStyle = this.paint.card
      ctx.strokeText(text, dx, dy)
      ctx.fillStyle = key === "ink" || one.pile ? this.paint.ink : key === "muted" ? this.paint.soft : this.colour(key)
      ctx.fillText(text, dx, dy)
    }
  }

  // What the columns of a layout are.
  drawHeads(ctx) {
    ctx.save()
    ctx.font = `600 ${HEAD_PX}px ${this.font}`
    ctx.textAlign = "center"
    ctx.fillStyle = this.paint.soft
    for (const { x, y, text } of this.data.heads) ctx.fillText(text, x, y)
    ctx.restore()
  }

  // The relations of what is selected say what they are, where no name stands in the way.
  labelEdges(ctx) {
    const places = this.network.getPositions() // of a picture that is being changed, not of all
    const near = [...this.links.values()].filter((one) => (this.selected.has(one.source) || this.selected.has(one.target)) && places[one.source] && places[one.target])
    if (!near.length || near.length > LABELLED_EDGES) return
    const here = [...this.items.values()].filter(({ id }) => places[id])
    const taken = here.map(({ id, r, half, below }) => {
      const { x, y } = places[id]
      return [x - half, y - r, x + half, y + below]
    })
    ctx.save()
    ctx.font = `${EDGE_PX}px ${this.font}`
    ctx.textAlign = "center"
    ctx.textBaseline = "middle"
    ctx.lineWidth = 4
    ctx.lineJoin = "round"
    ctx.strokeStyle = this.paint.card
    ctx.fillStyle = this.paint.accent
    for (const one of near) this.labelEdge(ctx, one, places, taken)
    ctx.restore()
  }

  labelEdge(ctx, { source, target, label }, places, taken) {
    const [a, b] = [places[source], places[target]]
    const half = ctx.measureText(label).width / 2 + 2
    for (const part of ALONG) {
      const [x, y] = [a.x + (b.x - a.x) * part, a.y + (b.y - a.y) * part]
      const own = [x - half, y - EDGE_PX / 2, x + half, y + EDGE_PX / 2]
      if (taken.some((other) => own[0] < other[2] && own[2] > other[0] && own[1] < other[3] && own[3] > other[1])) continue
      taken.push(own)
      ctx.strokeText(label, x, y)
      ctx.fillText(label, x, y)
      return
    }
  }

  // Looking around ---------------------------------------------------------------------------------

  bounds(ids = [...this.items.keys()]) {
    const places = this.network.getPositions(ids)
    const found = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity }
    for (const id of ids) {
      const one = this.items.get(id)
      const { x, y } = places[id] ?? one
      found.left = Math.min(found.left, x - one.half)
      found.right = Math.max(found.right, x + one.half)
      found.top = Math.min(found.top, y - one.r - RING)
      found.bottom = Math.max(found.bottom, y + one.below)
    }
    for (const { x, y } of this.data.heads) found.top = Math.min(found.top, y - HEAD_PX)
    return found
  }

  calm() {
    return matchMedia("(prefers-reduced-motion: reduce)").matches
  }

  look(position, scale, isSlow) {
    const animation = isSlow && !this.calm() ? { duration: 250, easingFunction: "easeInOutQuad" } : false
    this.network.moveTo({ position, scale, animation })
  }

  // Show all; a new picture in a narrow window keeps letters legible and is as high as it needs.
  fit(isSlow) {
    const { clientWidth } = this.plane
    if (!this.items.size || !clientWidth) return
    const box = this.bounds()
    const [wide, high] = [box.right - box.left, box.bottom - box.top]
    const isTall = !isSlow && clientWidth < NARROW
    const least = isTall ? LEGIBLE : 0.2
    let scale = Math.max(Math.min((clientWidth - MARGIN) / wide, 1.4), least)
    if (!isSlow) this.stage.style.height = isTall ? `${Math.min(high * scale + MARGIN, HIGHEST)}px` : ""
    scale = Math.max(Math.min(scale, (this.plane.clientHeight - MARGIN) / high), least)
    const middle = (box.left + box.right) / 2
    const fromLeft = box.left + (clientWidth - MARGIN) / scale / 2
    this.look({ x: this.data.heads.length ? Math.min(fromLeft, middle) : middle, y: (box.top + box.bottom) / 2 }, scale, isSlow)
  }

  finished(context) {
    this.drawHeads(context)
    this.labelEdges(context)
    const { clientWidth, clientHeight } = this.plane
    const places = Object.values(this.network.getPositions()).map((place) => this.network.canvasToDOM(place))
    const count = places.filter(({ x, y }) => x < 0 || y < 0 || x > clientWidth || y > clientHeight).length
    this.beyond.hidden = !count
    const text = this.data.words.outside.replace("#", count)
    if (count && this.beyond.textContent !== text) this.beyond.textContent = text
  }

  zoom(factor) {
    this.fresh = false
    this.look(this.network.getViewPosition(), this.network.getScale() * factor, true)
  }

  hint(text, { x, y }) {
    if (!text) return
    this.tip.textContent = text
    this.tip.hidden = false
    this.tip.style.left = `${Math.min(x + 12, this.plane.clientWidth - this.tip.offsetWidth - 8)}px`
    this.tip.style.top = `${Math.min(y + 14, this.plane.clientHeight - this.tip.offsetHeight - 8)}px`
  }

  say(text) {
    this.said.textContent = text
  }

  // Light up what a text names; where it names nothing here, all.
  search(text) {
    this.sought = text
    const word = text.trim().toLowerCase().normalize("NFKC").replaceAll(/\s+/g, "")
    const ids = word ? [...this.items.values()].filter((one) => one.keys.includes(word)).map((one) => one.id) : []
    this.lit = ids.length ? new Set(ids) : null
    if (ids.length) this.say(this.data.words.found.replace("#", ids.length))
    this.edges.update([...this.links.values()].map((one) => ({ id: one.id, ...this.line(one) })))
    this.network.redraw()
  }

  // What people do ---------------------------------------------------------------------------------

  clicked({ nodes, event }) {
    this.stage.focus({ preventScroll: true })
    this.fresh = false
    const now = Date.now()
    const isSecond = now - this.lastClick < DOUBLE_MS
    this.lastClick = now
    if (isSecond) return
    const source = event?.srcEvent ?? {}
    const isMore = source.ctrlKey || source.metaKey || source.shiftKey
    this.focused = this.network.getNodeAt(this.pointer(source)) ?? null
    if (this.items.get(this.focused)?.pile) return this.tell({ what: "open", id: this.focused })
    this.select(isMore && this.focused ? this.toggled(this.focused) : nodes.slice(-1))
  }

  pointer(source) {
    const box = this.plane.getBoundingClientRect()
    return { x: source.clientX - box.left, y: source.clientY - box.top }
  }

  toggled(id) {
    const next = new Set(this.selected)
    if (!next.delete(id)) next.add(id)
    return [...next]
  }

  select(ids) {
    if (ids.length === this.selected.size && ids.every((id) => this.selected.has(id))) return
    this.selected = new Set(ids)
    this.network.selectNodes(ids, false)
    this.edges.update([...this.links.values()].map((one) => ({ id: one.id, ...this.line(one) })))
    this.network.redraw()
    this.tools()
    this.tell({ what: "select", ids })
  }

  moved(ids) {
    this.fresh = false
    const places = this.network.getPositions(ids)
    this.tell({ what: "move", at: Object.fromEntries(ids.map((id) => [id, [places[id].x, places[id].y]])) })
  }

  pinned(id) {
    if (this.items.get(id)?.pinned) this.tell({ what: "release", id })
    else this.moved([id])
  }

  // Ctrl+Z takes back the last step, wherever the keyboard is, except in a text.
  undone(event) {
    const isText = /^(input|textarea)$/i.test(event.composedPath()[0]?.tagName ?? "")
    if (event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey || isText || !this.data?.canUndo) return
    event.preventDefault()
    this.tell({ what: "undo" })
  }

  pressed(event) {
    const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }
    const one = this.focused
    const acts = {
      Enter: () => one && (this.items.get(one).pile ? this.tell({ what: "open", id: one }) : this.select(event.shiftKey ? this.toggled(one) : [one])),
      " ": () => one && this.tell({ what: "open", id: one }),
      "+": () => one && this.tell({ what: "open", id: one }),
      "-": () => one && this.tell({ what: "close", id: one }),
      Delete: () => one && !this.items.get(one).anchor && this.tell({ what: "hide", ids: [one] }),
      Home: () => this.focusOn([...this.items.values()].find((item) => item.anchor)?.id),
      Escape: () => {
        this.search("")
        this.select([])
      },
      "/": () => window.dispatchEvent(new CustomEvent(SOUGHT)),
    }
    const act = arrows[event.key] ? () => this.step(...arrows[event.key]) : acts[event.key]
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    act()
  }

  // The nearest node in a direction, those straight ahead before those aside.
  step(dx, dy) {
    const places = this.network.getPositions()
    const start = this.focused && places[this.focused]
    if (!start) return this.focusOn([...this.items.values()].find((item) => item.anchor)?.id)
    let [best, least] = [null, Infinity]
    for (const [id, { x, y }] of Object.entries(places)) {
      const ahead = (x - start.x) * dx + (y - start.y) * dy
      const aside = Math.abs((x - start.x) * dy) + Math.abs((y - start.y) * dx)
      if (id !== this.focused && ahead > 1 && ahead + 2 * aside < least) [best, least] = [id, ahead + 2 * aside]
    }
    this.focusOn(best)
  }

  focusOn(id) {
    if (!id) return
    this.focused = id
    this.say(this.items.get(id).tooltip)
    const { x, y } = this.network.getPositions([id])[id]
    const { x: left, y: top } = this.network.canvasToDOM({ x, y })
    const isOut = left < 20 || top < 20 || left > this.plane.clientWidth - 20 || top > this.plane.clientHeight - 20
    if (isOut) this.look({ x, y }, this.network.getScale(), true)
    this.network.redraw()
  }
}

export default mount(View)
