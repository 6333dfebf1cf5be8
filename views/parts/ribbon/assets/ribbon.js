// The twin-chain ribbon as SVG, from a scene laid out for the width there is. A box that is pointed
// at, focused or clicked lights up all that runs through it. Every text goes into textContent.
import { element, fillTable, mount, save } from "../twinchain.shared/parts.js"

const SVG = "http://www.w3.org/2000/svg"
const STEP = 40 // narrower changes of width are scaled, wider ones laid out anew
const LEAST = 900
const PAD = 12 // between the picture and its frame

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
    this.legend = element("div", "legend")
    this.table = element("details", "table")
    this.root.append(this.bar, this.frame, this.legend, this.table)
    parent.append(this.root)
    this.sizes = new ResizeObserver(() => this.measure())
    this.sizes.observe(this.frame)
    this.frame.addEventListener("keydown", (event) => this.pressed(event))
    this.frame.addEventListener("click", (event) => event.target.closest?.(".box") || this.pick(null))
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
    this.light(this.picked)
    this.say()
    this.measure()
  }

  // The width that is there goes to Python, which lays the picture out for it.
  measure() {
    const wide = Math.max(Math.round((this.frame.clientWidth - 2 * PAD) / STEP) * STEP, LEAST)
    if (!this.data || !this.frame.clientWidth || Math.abs(wide - this.data.scene.content[2]) < STEP || wide === this.asked) return
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
    for (const box of scene.boxes) this.svg.append(this.box(box))
    for (const text of scene.texts) this.svg.append(this.text(text))
    this.frame.replaceChildren(this.svg)
  }

  bar_(bar) {
    return this.filled(shape("rect", { x: bar.x, y: bar.y, width: bar.w, height: bar.h, rx: 1.5 }), bar.key, bar.tint)
  }

  box(box) {
    const group = shape("g", { class: "box", tabindex: "0", role: "button", "aria-label": box.tooltip, "aria-pressed": "false" })
    const plate = this.filled(shape("rect", { x: box.x, y: box.y, width: box.w, height: box.h, rx: 3, class: "plate" }), box.fill || box.key, box.tint)
    group.append(shape("title", {}, box.tooltip), plate)
    for (const bar of box.bars) group.append(this.bar_(bar))
    for (const text of box.texts) group.append(this.text(text))
    group.append(shape("rect", { x: box.x - 1, y: box.y - 1, width: box.w + 2, height: box.h + 2, rx: 4, class: "edge" }))
    group.addEventListener("pointerenter", () => this.light(box.id))
    group.addEventListener("pointerleave", () => this.light(this.picked))
    group.addEventListener("focus", () => this.light(box.id))
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
    this.svg.classList.toggle("lit", lit !== null)
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
    else if (down) this.focus(boxes.filter((one) => one.column === here.column && (one.y - here.y) * down > 0), here)
    else if (across) this.focus(boxes.filter((one) => one.column === here.column + across), here)
    else return
    event.preventDefault()
  }

  focus(boxes, here) {
    const middle = (one) => one.y + one.h / 2
    const [next] = boxes.sort((a, b) => Math.abs(middle(a) - middle(here)) - Math.abs(middle(b) - middle(here)))
    if (next) this.boxes.get(next.id).focus()
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
      ...this.data.scene.legend.map(({ key, label, shape: sample }) => {
        const line = element("span", sample ? "item" : "head")
        if (sample) this.filled(line.appendChild(element("i", "")), key, 1, "background")
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
      if (item.shape) whole.append(this.filled(shape("rect", { x: item.x - 6, y: item.y - 6, width: 12, height: 12, rx: 2 }), item.key))
      whole.append(this.text({ x: item.x + (item.shape ? 12 : -6), y: item.y + 4.2, size: 11.5, text: item.label, key: item.shape ? "ink" : "muted", anchor: "start" }))
    }
    for (const text of scene.furniture) whole.append(this.text(text))
    // programs that draw SVG files know no light-dark()
    for (const one of whole.querySelectorAll("[style]")) {
      const chosen = /light-dark\((#\w+|rgb\([^)]*\)),\s*(#\w+|rgb\([^)]*\))\)/.exec(one.getAttribute("style"))
      if (chosen) one.setAttribute("style", `fill:${chosen[theme === "dark" ? 2 : 1]}`)
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

function blend(colour, paper, share) {
  const parts = (one) => [1, 3, 5].map((k) => parseInt(one.slice(k, k + 2), 16))
  const [a, b] = [parts(colour), parts(paper)]
  return `#${a.map((value, k) => Math.round(value * share + b[k] * (1 - share)).toString(16).padStart(2, "0")).join("")}`
}

export default mount(Ribbon)
