// A picture as SVG, from a scene laid out for the width there is: the twin-chain ribbon, lines over
// the years. A box that is pointed at, focused or clicked lights up all that runs through it. The
// picture is one stop of the tab key; arrows move in it. Every text goes into textContent.
import { element, fillTable, mount, save } from "../twinchain.shared/parts.js"

const SVG = "http://www.w3.org/2000/svg"
const STEP = 40 // narrower changes of width are scaled, wider ones laid out anew
const PAD = 12 // between the picture and its frame
const TARGET = 24 // the least that can be pointed at
const NARROW = 640 // narrower frames show two neighbouring columns of a ribbon at a time
const PAIR = "pair" // in the address: the left one of the two
const SWIPE = 40

function shape(tag, attributes, text) {
  const made = document.createElementNS(SVG, tag)
  for (const [name, value] of Object.entries(attributes)) if (value !== "") made.setAttribute(name, value)
  if (text) made.textContent = text
  return made
}

class Ribbon {
  constructor(parent) {
    this.picked = null
    this.root = element("div", "tc-ribbon")
    this.root.view = this // for whoever asks the page what is lit
    this.bar = element("div", "bar")
    this.told = element("p", "told", "", { "aria-live": "polite" })
    this.tools = element("div", "actions")
    this.bar.append(this.told, this.tools)
    this.frame = element("div", "frame")
    this.steps = element("div", "steps")
    this.lacking = element("p", "lacking", "", { role: "status" })
    this.legend = element("div", "legend")
    this.table = element("details", "table")
    this.root.append(this.bar, this.lacking, this.steps, this.frame, this.legend, this.table)
    parent.append(this.root)
    this.sizes = new ResizeObserver(() => {
      this.fit()
      this.measure()
    })
    this.sizes.observe(this.frame)
    this.frame.addEventListener("keydown", (event) => this.pressed(event))
    this.frame.addEventListener("click", (event) => event.target.closest?.(".box") || this.pick(null))
    this.frame.addEventListener("touchstart", ({ touches: [at] }) => (this.from = at), { passive: true })
    this.frame.addEventListener("touchend", ({ changedTouches: [at] }) => this.swiped(at))
  }

  destroy() {
    this.sizes.disconnect()
    this.root.remove()
  }

  update({ data, setStateValue, setTriggerValue }) {
    this.ask = (width) => setStateValue("width", width)
    this.tell = (id) => setTriggerValue("picked", { id, turn: Date.now() })
    const isSame = this.drawn === data.drawn
    this.data = data
    if (!isSame) {
      this.drawn = data.drawn
      this.draw()
      this.explain()
      fillTable(this.table, data.scene.rows, data.scene.description, data.words.table)
    }
    this.buttons()
    this.fit()
    this.light(this.picked)
    this.say()
    this.measure()
  }

  // The columns from left to right, each with its name and where it stands.
  columns() {
    const { boxes, texts } = this.data.scene
    const places = new Map(boxes.map((box) => [box.column, box]))
    return [...places.keys()].sort((a, b) => a - b).map((column) => {
      const { x, w } = places.get(column)
      const heading = texts.find((text) => text.id.startsWith("heading/") && Math.abs(text.x - x) < 1)
      return { column, x, w, key: heading?.id.split("/")[1], name: heading?.text ?? "" }
    })
  }

  // The whole ribbon where there is room, else two neighbouring columns as wide as the frame.
  fit() {
    if (!this.data) return
    const { content: [x, y, w, h], kind, boxes } = this.data.scene
    const columns = kind === "ribbon" ? this.columns() : []
    const isNarrow = columns.length > 2 && this.frame.clientWidth > 0 && this.frame.clientWidth < NARROW
    this.root.classList.toggle("narrow", isNarrow)
    this.pairs = isNarrow ? columns.slice(1).map((right, k) => [columns[k], right]) : []
    const wanted = this.pair ?? new URLSearchParams(location.search).get(PAIR)
    const at = Math.max(0, this.pairs.findIndex(([left]) => left.key === wanted))
    this.at = at
    const [left, right] = this.pairs[at] ?? []
    const isAway = (column) => isNarrow && column !== left.column && column !== right.column
    const [from, to] = isNarrow ? [left.x, right.x + right.w] : [x, x + w]
    this.svg.setAttribute("viewBox", `${from - PAD} ${y} ${to - from + 2 * PAD} ${h + PAD}`)
    this.svg.style.minWidth = isNarrow ? "0" : `${this.data.least}px`
    const column = new Map(boxes.map((box) => [box.id, box.column]))
    for (const [id, made] of this.boxes) made.classList.toggle("away", isAway(column.get(id)))
    for (const band of this.data.scene.bands) {
      const isBetween = !isNarrow || (column.get(band.source) === left.column && column.get(band.target) === right.column)
      this.bands.get(band.id).classList.toggle("away", !isBetween)
    }
    this.enter()
    if (isNarrow) this.offer(at)
    else this.steps.replaceChildren()
    const isUnknown = isNarrow && wanted !== null && left.key !== wanted
    const values = { wanted, shown: isUnknown ? `${left.name} → ${right.name}` : "" }
    this.lacking.textContent = isUnknown ? worded(this.data.words.unknown, values) : ""
  }

  // The tab key comes in at a box that is there.
  enter() {
    const here = [...this.boxes.values()].filter((box) => !box.classList.contains("away"))
    if (here.some((box) => box.getAttribute("tabindex") === "0")) return
    for (const box of this.boxes.values()) box.setAttribute("tabindex", box === here[0] ? "0" : "-1")
  }

  // The name of the pair with its persons, which add up, between two buttons.
  offer(at) {
    const { scene, words } = this.data
    const [left, right] = this.pairs[at]
    const sum = (all) => Math.round(all.reduce((whole, one) => whole + one.persons, 0)).toLocaleString("en")
    const of = ({ column }) => sum(scene.boxes.filter((box) => box.column === column))
    const between = sum(scene.bands.filter((band) => !this.bands.get(band.id).classList.contains("away")))
    const values = { left: left.name, left_sum: of(left), between, right: right.name, right_sum: of(right) }
    const sums = worded(words.sums, values)
    if (!this.steps.firstChild) {
      const button = (sign, title, by) => {
        const made = element("button", "", sign, { type: "button", title, "aria-label": title })
        made.onclick = () => this.step(by)
        return made
      }
      const name = element("p", "pair", "", { "aria-live": "polite" })
      this.steps.append(button("‹", words.back, -1), name, button("›", words.next, 1))
    }
    const [back, name, next] = this.steps.children
    back.setAttribute("aria-disabled", String(at === 0))
    next.setAttribute("aria-disabled", String(at === this.pairs.length - 1))
    if (name.dataset.sums === sums) return
    name.dataset.sums = sums
    name.replaceChildren(element("strong", "", `${left.name} → ${right.name}`), element("span", "", sums))
  }

  // Shows the pair before or after; the address keeps it.
  step(by) {
    const [left] = this.pairs[this.at + by] ?? []
    if (left) this.turn(left.key)
  }

  turn(key) {
    this.pair = key
    const to = new URL(location.href)
    to.searchParams.set(PAIR, key)
    history.replaceState(history.state, "", to)
    this.fit()
  }

  swiped(at) {
    const [across, down] = [at.clientX - this.from.clientX, at.clientY - this.from.clientY]
    if (Math.abs(across) > SWIPE && Math.abs(across) > 2 * Math.abs(down)) this.step(across < 0 ? 1 : -1)
  }

  // The width that is there goes to Python, which lays the picture out for it.
  measure() {
    if (!this.data || !this.frame.clientWidth) return
    const wide = Math.max(Math.round((this.frame.clientWidth - 2 * PAD) / STEP) * STEP, this.data.least)
    if (Math.abs(wide - this.data.scene.content[2]) < STEP || wide === this.asked) return
    this.asked = wide
    this.ask(wide)
  }

  colour(key, tint = 1) {
    const pair = this.data.scene.palette[key]
    const paper = this.data.scene.palette.paper
    const mixed = (theme) => (tint >= 1 ? pair[theme] : blend(pair[theme], paper[theme], tint))
    return `light-dark(${mixed("light")}, ${mixed("dark")})`
  }

  filled(made, key, tint = 1, property = "fill") {
    made.style[property] = this.colour(key, tint)
    return made
  }

  draw() {
    const { scene } = this.data
    const [x, y, w, h] = scene.content
    this.svg = shape("svg", { viewBox: `${x - PAD} ${y} ${w + 2 * PAD} ${h + PAD}`, role: "group", "aria-label": scene.description })
    this.bands = new Map()
    this.boxes = new Map()
    const streams = shape("g", { "aria-hidden": "true" })
    for (const band of scene.bands) {
      const middle = (band.x0 + band.x1) / 2
      const under = band.y1 + band.w
      const path = `M${band.x0} ${band.y0}C${middle} ${band.y0} ${middle} ${band.y1} ${band.x1} ${band.y1}V${under}C${middle} ${under} ${middle} ${band.y0 + band.w} ${band.x0} ${band.y0 + band.w}Z`
      const made = this.filled(shape("path", { d: path, class: "band" }), band.key, band.tint)
      made.append(shape("title", {}, band.tooltip))
      this.bands.set(band.id, made)
      streams.append(made)
    }
    this.svg.append(streams)
    for (const line of scene.lines) this.svg.append(this.bar_(line))
    for (const edge of scene.edges) this.svg.append(this.line(edge))
    for (const box of scene.boxes) this.svg.append(this.box(box))
    for (const text of scene.texts) this.svg.append(this.text(text))
    this.svg.querySelector(".box")?.setAttribute("tabindex", "0")
    this.frame.replaceChildren(this.svg)
  }

  bar_(bar) {
    return this.filled(shape("rect", { x: bar.x, y: bar.y, width: bar.w, height: bar.h, rx: 1.5 }), bar.key, bar.tint)
  }

  line(edge) {
    const points = edge.points.map((point) => point.join(",")).join(" ")
    const made = shape("polyline", { points, fill: "none", "stroke-width": edge.w, "stroke-dasharray": edge.dashed ? "5 4" : edge.dotted ? "1.5 3.5" : "" })
    made.append(shape("title", {}, edge.tooltip))
    return this.filled(made, edge.key, 0.55, "stroke")
  }

  box(box) {
    const group = shape("g", { class: "box", tabindex: "-1", role: "button", "aria-label": box.tooltip, "aria-pressed": "false" })
    const d = box.rings.map((ring) => `M${ring.map((point) => point.join(" ")).join("L")}Z`).join("")
    const frame = (far, rx, kind) => (d ? shape("path", { d, "fill-rule": "evenodd", class: kind }) : shape("rect", { x: box.x - far, y: box.y - far, width: box.w + 2 * far, height: box.h + 2 * far, rx, class: kind }))
    const plate = this.filled(frame(0, 3, "plate"), box.fill || box.key, box.tint)
    if (d) {
      this.filled(plate, "quiet", 1, "stroke")
      plate.setAttribute("stroke-width", "0.8")
    }
    group.append(shape("title", {}, box.tooltip), plate)
    for (const bar of box.bars) group.append(this.bar_(bar))
    for (const text of box.texts) group.append(this.text(text))
    if (box.w < TARGET) group.append(shape("rect", { x: box.x - (TARGET - box.w) / 2, y: box.y - (TARGET - box.h) / 2, width: TARGET, height: TARGET, "fill-opacity": 0 }))
    group.append(frame(1, 4, "edge"))
    group.addEventListener("pointerenter", () => this.light(box.id))
    group.addEventListener("pointerleave", () => this.light(this.picked))
    group.addEventListener("focus", () => {
      for (const one of this.boxes.values()) one.setAttribute("tabindex", one === group ? "0" : "-1")
      this.light(box.id)
    })
    group.addEventListener("blur", () => this.light(this.picked))
    group.addEventListener("click", (event) => {
      event.stopPropagation()
      this.pick(this.picked === box.id ? null : box.id)
    })
    this.boxes.set(box.id, group)
    return group
  }

  text(text) {
    const made = shape("text", { x: text.x, y: text.y, "font-size": text.size, "text-anchor": text.anchor, "font-weight": text.bold ? 650 : 400 }, text.text)
    return this.filled(made, text.key)
  }

  // All that runs through a box: leftwards to the chains, rightwards to the colleges.
  path(id) {
    const { bands } = this.data.scene
    const [boxes, streams] = [new Set([id]), new Set()]
    for (const [from, to] of [["source", "target"], ["target", "source"]]) {
      const queue = [id]
      const seen = new Set(queue)
      for (const one of queue) {
        for (const band of bands) {
          if (band[from] !== one) continue
          streams.add(band.id)
          boxes.add(band[to])
          if (!seen.has(band[to])) queue.push(band[to])
          seen.add(band[to])
        }
      }
    }
    return { boxes, streams }
  }

  light(id) {
    const lit = id && this.boxes.has(id) ? this.path(id) : null
    this.svg.classList.toggle("lit", lit !== null && this.data.scene.kind !== "map")
    for (const [one, made] of this.bands) made.classList.toggle("on", lit?.streams.has(one) ?? false)
    for (const [one, made] of this.boxes) {
      made.classList.toggle("on", lit?.boxes.has(one) ?? false)
      made.setAttribute("aria-pressed", String(one === this.picked))
    }
  }

  pick(id) {
    if (id === this.picked) return
    this.picked = id
    this.light(id)
    this.say()
    this.tell(id)
  }

  // What is picked, in words, and the way to what hangs on it.
  say() {
    const { scene, links, words } = this.data
    const box = scene.boxes.find((one) => one.id === this.picked)
    this.told.replaceChildren(element("span", "", box ? box.tooltip : words.hint))
    if (box && links[box.id]) this.told.append(element("a", "", words.follow, { href: links[box.id] }))
  }

  pressed(event) {
    const boxes = this.data.scene.boxes
    const active = this.root.getRootNode().activeElement
    const here = boxes.find((one) => this.boxes.get(one.id) === active)
    if (!here) return
    const across = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    const down = { ArrowUp: -1, ArrowDown: 1 }[event.key]
    if (event.key === "Enter" || event.key === " ") this.pick(this.picked === here.id ? null : here.id)
    else if (event.key === "Escape") this.pick(null)
    else if ((across || down) && here.rings.length) this.focus(boxes.filter((one) => ahead(one, here, across || 0, down || 0)), here)
    else if (down) this.focus(boxes.filter((one) => one.column === here.column && (one.y - here.y) * down > 0), here)
    else if (across) this.focus(boxes.filter((one) => one.column === here.column + across), here)
    else return
    event.preventDefault()
  }

  focus(boxes, here) {
    const far = (one) => Math.hypot(one.x + one.w / 2 - here.x - here.w / 2, one.y + one.h / 2 - here.y - here.h / 2)
    const [next] = boxes.sort((a, b) => far(a) - far(b))
    if (!next) return
    if (this.boxes.get(next.id).classList.contains("away")) this.step(Math.sign(next.column - here.column))
    this.boxes.get(next.id).focus()
  }

  buttons() {
    const { words } = this.data
    this.tools.replaceChildren(
      ...[["SVG", words.svg, () => this.save(new Blob([this.markup()], { type: "image/svg+xml" }), "svg")], ["PNG", words.png, () => this.png()]].map(([sign, title, act]) => {
        const button = element("button", "", sign, { type: "button", title, "aria-label": title })
        button.onclick = act
        return button
      }),
    )
  }

  explain() {
    this.legend.replaceChildren(
      ...this.data.scene.legend.map(({ key, label, shape: sample, tint }) => {
        const line = element("span", sample ? "item" : "head")
        if (sample) this.filled(line.appendChild(element("i", "")), key, this.data.scene.kind === "map" ? tint : 1, "background")
        line.append(element("span", "", label))
        return line
      }),
      element("span", "note", this.data.scene.note),
    )
  }

  // The picture with its title, its source and the mark of invented figures.
  markup() {
    const { scene } = this.data
    const whole = shape("svg", { xmlns: SVG, viewBox: `0 0 ${scene.width} ${scene.height}`, width: scene.width, height: scene.height })
    const theme = getComputedStyle(this.root).colorScheme.includes("dark") ? "dark" : "light"
    whole.style.colorScheme = theme
    whole.style.fontFamily = getComputedStyle(this.root).fontFamily
    whole.append(this.filled(shape("rect", { width: scene.width, height: scene.height }), "paper"))
    for (const plate of scene.plates) whole.append(this.bar_(plate))
    for (const child of this.svg.children) whole.append(child.cloneNode(true))
    for (const edge of whole.querySelectorAll(".edge")) edge.remove()
    for (const item of scene.legend) {
      if (item.shape) whole.append(this.filled(shape("rect", { x: item.x - 6, y: item.y - 6, width: 12, height: 12, rx: 2 }), item.key, scene.kind === "map" ? item.tint : 1))
      whole.append(this.text({ x: item.x + (item.shape ? 12 : -6), y: item.y + 4.2, size: 11.5, text: item.label, key: item.shape ? "ink" : "muted", anchor: "start" }))
    }
    for (const text of scene.furniture) whole.append(this.text(text))
    // programs that draw SVG files know no light-dark()
    for (const one of whole.querySelectorAll("[style]")) {
      const both = /light-dark\((#\w+|rgb\([^)]*\)),\s*(#\w+|rgb\([^)]*\))\)/
      one.setAttribute("style", one.getAttribute("style").replace(both, theme === "dark" ? "$2" : "$1"))
    }
    return new XMLSerializer().serializeToString(whole)
  }

  png() {
    const { width, height } = this.data.scene
    const image = new Image()
    image.onload = () => {
      const sheet = element("canvas")
      sheet.width = width * 2
      sheet.height = height * 2
      sheet.getContext("2d").drawImage(image, 0, 0, width * 2, height * 2)
      sheet.toBlob((blob) => this.save(blob, "png"))
    }
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(this.markup())}`
  }

  save(content, suffix) {
    save(content, `${this.data.words.file}.${suffix}`)
  }
}

// Whether a box lies in a direction from another: on a map, which has no columns.
function ahead(one, here, across, down) {
  const [x, y] = [one.x + one.w / 2 - here.x - here.w / 2, one.y + one.h / 2 - here.y - here.h / 2]
  return x * across + y * down > Math.hypot(x, y) / 2
}

// A sentence with its values.
function worded(sentence, values) {
  return sentence.replace(/{(\w+)}/g, (_, name) => values[name])
}

function blend(colour, paper, share) {
  const parts = (one) => [1, 3, 5].map((k) => parseInt(one.slice(k, k + 2), 16))
  const [a, b] = [parts(colour), parts(paper)]
  return `#${a.map((value, k) => Math.round(value * share + b[k] * (1 - share)).toString(16).padStart(2, "0")).join("")}`
}

export default mount(Ribbon)
