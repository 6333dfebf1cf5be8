// The graph: vis-network draws and takes the mouse; positions come from Python and never change here
// but by a drag. Every text goes onto the canvas or into textContent, never into markup.
import "../twinchain.vis/vis-network.min.js"
import { element, fillTable, mount, save } from "../twinchain.shared/parts.js"

const { DataSet, Network } = globalThis.vis
const DOUBLE_MS = 250
const RING = 4
const DIM = 0.13
const LINE = 1.3
const LABELLED_EDGES = 16
const MARGIN = 24
const EDGE_PX = 11.5
const ALONG = [0.5, 0.6, 0.4, 0.7, 0.3] // of an edge, where its label may stand

class View {
  constructor(parent) {
    this.items = new Map()
    this.links = new Map()
    this.selected = new Set()
    this.focused = null
    this.lit = null
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
    this.sought = element("input", "sought", "", { type: "search", autocomplete: "off", spellcheck: "false" })
    this.actions = element("div", "actions")
    this.bar.append(this.sought, this.actions)
    this.stage = element("div", "stage", "", { tabindex: "0", role: "application" })
    this.plane = element("div", "plane")
    this.tip = element("div", "tip", "", { role: "tooltip", hidden: "" })
    this.stage.append(this.plane, this.tip)
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
    network.on("afterDrawing", (context) => this.labelEdges(context))
    stage.addEventListener("keydown", (event) => this.pressed(event))
    // The wheel scrolls the page until somebody works with the picture.
    stage.addEventListener("focusin", () => network.setOptions({ interaction: { zoomView: true } }))
    stage.addEventListener("focusout", () => network.setOptions({ interaction: { zoomView: false } }))
    this.sought.addEventListener("input", () => this.search(this.sought.value))
    this.sought.addEventListener("keydown", (event) => {
      event.stopPropagation()
      if (event.key === "Escape") this.search((this.sought.value = ""))
      if (event.key === "Enter" && this.lit?.size) this.goTo([...this.lit][0])
    })
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
      this.sought.value = ""
      this.lit = null
    }
    this.items = new Map(data.nodes.map((one) => [one.id, { ...one, path: new Path2D(one.outline), ringPath: new Path2D(one.ringOutline) }]))
    this.links = new Map(data.edges.map((one) => [one.id, one]))
    this.merge()
    this.words()
    this.network.selectNodes([...this.selected].filter((id) => this.items.has(id)), false)
    if (isOther) {
      this.fresh = true
      this.fit(false)
    }
    this.search(this.sought.value)
  }

  // Old nodes keep their place: only what is new is placed.
  merge() {
    const goneNodes = this.nodes.getIds().filter((id) => !this.items.has(id))
    const goneEdges = this.edges.getIds().filter((id) => !this.links.has(id))
    this.edges.remove(goneEdges)
    this.nodes.remove(goneNodes)
    const fresh = [...this.items.values()].filter((one) => !this.nodes.get(one.id))
    this.nodes.add(fresh.map(({ id, x, y }) => ({ id, x, y })))
    const lines = [...this.links.values()].filter((one) => !this.edges.get(one.id))
    this.edges.add(lines.map((one) => ({ id: one.id, from: one.source, to: one.target, dashes: one.dashed, ...this.line(one) })))
    if (fresh.length && fresh.length < this.items.size) this.keepInSight(fresh)
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
    this.sought.placeholder = words.find
    this.sought.setAttribute("aria-label", words.find)
    this.legend.replaceChildren(this.legendOf(words.types, legend, false))
    if (gaps.length) this.legend.append(this.legendOf(words.gaps, gaps, true))
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
      [this.items.get(one)?.pinned ? "◉" : "◎", words.pin, () => this.pinned(one), one],
      ["⤢", words.fit, () => this.fit(true), true],
      ["⊕", words.zoom_in, () => this.zoom(1.25), true],
      ["⊖", words.zoom_out, () => this.zoom(0.8), true],
      ["PNG", words.png, () => this.png(), true],
    ]
    const old = this.actions.contains(this.root.getRootNode().activeElement) ? [...this.actions.children].indexOf(this.root.getRootNode().activeElement) : -1
    this.actions.replaceChildren(
      ...wanted.map(([sign, title, act, isOn]) => {
        const button = element("button", "", "", { type: "button", title, "aria-label": title })
        button.append(element("span", "sign", sign, { "aria-hidden": "true" }))
        if (["+", "−", "⌀"].includes(sign)) button.append(element("span", "", title))
        button.disabled = !isOn
        button.onclick = act
        return button
      }),
    )
    if (old >= 0) this.actions.children[old]?.focus()
  }

  legendOf(title, entries, isRing) {
    const list = element("dl", "")
    list.append(element("dt", "", title))
    for (const { key, label, outline } of entries) {
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
      line.append(sample, element("span", "", label))
      list.append(line)
    }
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
    return found
  }

  calm() {
    return matchMedia("(prefers-reduced-motion: reduce)").matches
  }

  look(position, scale, isSlow) {
    const animation = isSlow && !this.calm() ? { duration: 250, easingFunction: "easeInOutQuad" } : false
    this.network.moveTo({ position, scale, animation })
  }

  fit(isSlow) {
    const { clientWidth, clientHeight } = this.plane
    if (!this.items.size || !clientWidth) return
    const box = this.bounds()
    const scale = Math.min((clientWidth - MARGIN) / (box.right - box.left), (clientHeight - MARGIN) / (box.bottom - box.top), 1.4)
    this.look({ x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 }, Math.max(scale, 0.2), isSlow)
  }

  // New nodes outside the window: show more, without moving anything in the picture.
  keepInSight(fresh) {
    const { clientWidth, clientHeight } = this.plane
    const at = (x, y) => this.network.canvasToDOM({ x, y })
    const isOut = fresh.some(({ x, y, half, below }) => {
      const [a, b] = [at(x - half, y), at(x + half, y + below)]
      return a.x < 0 || b.x > clientWidth || a.y < 0 || b.y > clientHeight
    })
    if (isOut) this.fit(true)
  }

  zoom(factor) {
    this.fresh = false
    this.look(this.network.getViewPosition(), this.network.getScale() * factor, true)
  }

  goTo(id) {
    this.focused = id
    this.select([id])
    const { x, y } = this.network.getPositions([id])[id]
    this.look({ x, y }, Math.max(this.network.getScale(), 0.9), true)
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

  search(text) {
    const word = text.trim().toLowerCase().normalize("NFKC").replaceAll(/\s+/g, "")
    this.lit = word ? new Set([...this.items.values()].filter((one) => one.keys.includes(word)).map((one) => one.id)) : null
    if (word) this.say(this.data.words.found.replace("#", this.lit.size))
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
        this.search((this.sought.value = ""))
        this.select([])
      },
      "/": () => this.sought.focus(),
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

  // A picture to take along, with its title, its source and the mark of invented figures.
  png() {
    const box = this.bounds()
    const { title, source, mark, legend, gaps, words } = this.data
    const [head, foot, factor] = [64, 74, 2]
    const wide = Math.max(box.right - box.left + 2 * MARGIN, 720)
    const tall = box.bottom - box.top + 2 * MARGIN + head + foot
    const sheet = element("canvas")
    sheet.width = Math.min(wide * factor, 16000)
    sheet.height = Math.min(tall * factor, 16000)
    const ctx = sheet.getContext("2d")
    ctx.scale(sheet.width / wide, sheet.height / tall)
    ctx.fillStyle = this.paint.card
    ctx.fillRect(0, 0, wide, tall)
    const write = (text, x, y, size, colour, bold, align = "left") => {
      ctx.font = `${bold ? 600 : 400} ${size}px ${this.font}`
      ctx.textAlign = align
      ctx.fillStyle = colour
      ctx.fillText(text, x, y)
      return ctx.measureText(text).width
    }
    write(title, MARGIN / 2, 38, 20, this.paint.ink, true)
    if (mark) write(mark, wide - MARGIN / 2, 38, 14, this.paint.ink, true, "right")
    let x = MARGIN / 2
    for (const [entries, isRing] of [[legend, false], [gaps, true]]) {
      for (const { key, label, outline } of entries) {
        ctx.save()
        ctx.translate(x + 7, tall - 48)
        const path = new Path2D(outline)
        ctx.fillStyle = ctx.strokeStyle = this.colour(key)
        ctx.lineWidth = 2.5
        if (isRing) ctx.stroke(path)
        else ctx.fill(path)
        ctx.restore()
        x += 18 + write(label, x + 18, tall - 44, 11.5, this.paint.ink) + 16
      }
    }
    write(source, MARGIN / 2, tall - 18, 11, this.paint.soft)
    ctx.translate((wide - (box.right - box.left)) / 2 - box.left, MARGIN + head - box.top)
    const places = this.network.getPositions()
    for (const one of this.links.values()) {
      const { color, width } = this.line(one)
      ctx.globalAlpha = color.opacity
      ctx.strokeStyle = color.color
      ctx.lineWidth = width
      ctx.beginPath()
      ctx.moveTo(places[one.source].x, places[one.source].y)
      ctx.lineTo(places[one.target].x, places[one.target].y)
      ctx.stroke()
    }
    ctx.globalAlpha = 1
    for (const one of this.items.values()) this.drawNode(ctx, one, places[one.id].x, places[one.id].y, false)
    sheet.toBlob((blob) => save(blob, words.file))
  }
}

export default mount(View)
