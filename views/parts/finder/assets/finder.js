// A box to type in, with what is found below it while one types; what is chosen is sent to Python.
import { element, mount, SOUGHT, TYPED } from "../twinchain.shared/parts.js"

const WAIT_MS = 80
const STILL_TYPING_MS = 5_000
// Box → what was typed in it last: a page drawn anew may make another box in the middle of a word.
const typedBefore = new Map()

class Finder {
  constructor(parent) {
    this.active = -1
    this.root = element("div", "finder")
    this.input = element("input", "", "", { type: "search", role: "combobox", autocomplete: "off", spellcheck: "false", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "found" })
    this.list = element("ul", "", "", { id: "found", role: "listbox", hidden: "" })
    this.said = element("p", "said", "", { "aria-live": "polite" })
    this.root.append(this.input, this.list, this.said)
    parent.append(this.root)
    this.input.addEventListener("input", () => this.typed())
    this.input.addEventListener("keydown", (event) => this.pressed(event))
    this.input.addEventListener("focus", () => this.list.children.length && this.open(true))
    this.onSought = () => this.input.focus()
    window.addEventListener(SOUGHT, this.onSought)
    this.root.addEventListener("focusout", (event) => this.root.contains(event.relatedTarget) || this.open(false))
  }

  update({ data, setStateValue, setTriggerValue }) {
    this.ask = (text) => setStateValue("typed", text)
    this.choose = ({ place, fill }) => {
      if (fill) {
        this.input.value = fill
        return this.typed()
      }
      this.open(false)
      this.input.value = ""
      typedBefore.delete(this.key)
      this.light("")
      setTriggerValue("chosen", { place, turn: Date.now() })
    }
    this.data = data
    this.root.classList.toggle("below", data.inPopover)
    if (this.key === undefined) this.restore(data.key)
    this.input.placeholder = data.words.placeholder
    this.input.setAttribute("aria-label", data.words.label)
    if (data.typed === this.input.value.trim()) this.show(data.found)
  }

  destroy() {
    window.removeEventListener(SOUGHT, this.onSought)
    clearTimeout(this.timer)
    this.root.remove()
  }

  restore(key) {
    this.key = key
    const { value, at } = typedBefore.get(key) ?? {}
    if (!value || this.input.value) return
    this.input.value = value
    if (performance.now() - at < STILL_TYPING_MS && document.activeElement === document.body) this.input.focus()
    this.typed()
  }

  typed() {
    clearTimeout(this.timer)
    typedBefore.set(this.key, { value: this.input.value, at: performance.now() })
    const text = this.input.value.trim()
    this.light(text)
    if (!text) this.show([])
    this.timer = setTimeout(() => this.ask(text), WAIT_MS)
  }

  // A graph on the page lights up what is typed.
  light(text) {
    window.dispatchEvent(new CustomEvent(TYPED, { detail: text }))
  }

  show(found) {
    this.active = -1
    this.list.replaceChildren(...found.map((one, k) => this.option(one, k)))
    if (this.data.note) this.list.append(element("li", "none", this.data.note, { role: "presentation" }))
    const isTyping = this.root.getRootNode().activeElement === this.input && this.input.value.trim() !== ""
    if (isTyping && !found.length && !this.data.note) this.list.append(element("li", "none", this.data.words.nothing))
    this.open(isTyping)
    if (isTyping) this.said.textContent = this.data.words.count.replace("#", found.length)
  }

  option(one, k) {
    const line = element("li", "", "", { role: "option", id: `found-${k}`, "aria-selected": "false" })
    const dot = element("span", "dot")
    dot.style.background = `var(--tc-class-${one.kind})`
    if (!one.kind) dot.style.background = "none"
    line.append(dot, element("span", "name", one.name), element("span", "more", one.more ?? ""))
    line.addEventListener("mousedown", (event) => {
      event.preventDefault()
      this.choose(one)
    })
    return line
  }

  open(isOpen) {
    this.list.hidden = !isOpen || !this.list.children.length
    this.input.setAttribute("aria-expanded", String(!this.list.hidden))
  }

  pressed(event) {
    const { found } = this.data
    const steps = { ArrowDown: 1, ArrowUp: -1 }
    if (event.key in steps && found.length) {
      event.preventDefault()
      this.open(true)
      this.mark((this.active + steps[event.key] + found.length) % found.length)
    } else if (event.key === "Enter" && found.length && !this.list.hidden) {
      event.preventDefault()
      this.choose(found[Math.max(this.active, 0)])
    } else if (event.key === "Escape") {
      this.open(false)
    }
  }

  mark(k) {
    this.list.children[this.active]?.setAttribute("aria-selected", "false")
    this.active = k
    const line = this.list.children[k]
    line.setAttribute("aria-selected", "true")
    line.scrollIntoView({ block: "nearest" })
    this.input.setAttribute("aria-activedescendant", line.id)
  }
}

export default mount(Finder)
