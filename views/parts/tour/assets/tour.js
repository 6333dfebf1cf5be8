// A guided tour: a dialog over the page that points at one thing after another. It only looks at
// the page: nothing is scrolled or moved.
import { element, mount } from "../twinchain.shared/parts.js"

const SEEN = "twinchain-tour"
const [GAP, EDGE, LEAST, ROUND] = [16, 16, 20, 6]

// The offer is for who comes in at the front door, not for who follows a link into the middle.
function isFirstVisit() {
  const asked = [...new URLSearchParams(location.search).keys()].filter((name) => name !== "lang")
  return !localStorage.getItem(SEEN) && location.pathname === "/" && asked.length === 0
}

// The part of a thing that is in sight.
function inSight(selectors) {
  for (const selector of selectors) {
    const box = document.querySelector(selector)?.getBoundingClientRect()
    if (!box) continue
    const [left, top] = [Math.max(box.left, 0), Math.max(box.top, 0)]
    const [right, bottom] = [Math.min(box.right, innerWidth), Math.min(box.bottom, innerHeight)]
    if (right - left >= LEAST && bottom - top >= LEAST) return { left, top, right, bottom }
  }
  return null
}

class Tour {
  constructor(parent) {
    this.root = element("div", "tour")
    this.offer = element("button", "offer", "", { type: "button" })
    this.refuse = element("button", "refuse", "×", { type: "button" })
    this.open = element("button", "open", "?", { type: "button", "aria-haspopup": "dialog" })
    this.dialog = element("dialog", "", "", { "aria-labelledby": "title", "aria-describedby": "text" })
    this.root.append(this.offer, this.refuse, this.open, this.dialog)
    this.fill()
    this.offer.onclick = this.open.onclick = () => this.start()
    this.refuse.onclick = () => this.seen()
    this.isOffered = isFirstVisit()
    this.root.classList.toggle("offered", this.isOffered)
    this.placed = () => this.dialog.open && this.place()
    addEventListener("resize", this.placed)
    parent.append(this.root)
  }

  fill() {
    this.ring = element("div", "ring")
    this.card = element("div", "card")
    this.told = element("div", "told", "", { "aria-live": "polite" })
    this.title = element("h2", "", "", { id: "title" })
    this.text = element("p", "", "", { id: "text" })
    this.of = element("span", "of")
    this.told.append(this.of, this.title, this.text)
    const button = (kind, act) => {
      const made = element("button", kind, "", { type: "button" })
      made.onclick = act
      return made
    }
    this.close = button("close", () => this.dialog.close())
    this.back = button("back", () => this.go(-1))
    this.next = button("next", () => this.go(1))
    const row = element("div", "row")
    row.append(this.close, this.back, this.next)
    this.card.append(this.told, row)
    this.dialog.append(this.ring, this.card)
    this.dialog.onclose = () => this.open.focus()
    this.dialog.onkeydown = (event) => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
      event.stopPropagation() // keys of the page are not for now
      if (by) this.go(by, false)
    }
  }

  update({ data }) {
    this.data = data
    const { words } = data
    this.offer.textContent = words.offer
    for (const [button, said] of [[this.refuse, words.refuse], [this.open, words.open]]) {
      button.setAttribute("aria-label", said)
      button.title = said
    }
    this.close.textContent = words.close
    this.back.textContent = words.back
    if (this.dialog.open) this.show()
  }

  destroy() {
    removeEventListener("resize", this.placed)
    this.root.remove()
  }

  // The offer goes, its room stays: nothing of the head moves.
  seen() {
    localStorage.setItem(SEEN, "seen")
    if (this.root.classList.contains("offered")) this.root.classList.add("answered")
    this.open.focus()
  }

  start() {
    this.seen()
    this.step = 0
    this.dialog.showModal()
    this.show()
    this.next.focus()
  }

  // Keys stop at the last step; its button ends the tour.
  go(by, mayEnd = true) {
    const to = this.step + by
    if (to >= this.data.steps.length) return mayEnd && this.dialog.close()
    this.step = Math.max(to, 0)
    this.show()
    this.next.focus()
  }

  show() {
    const { steps, words } = this.data
    const { title, text, place } = steps[this.step]
    this.title.textContent = title
    this.text.textContent = text
    this.of.textContent = place
    this.back.disabled = this.step === 0
    this.next.textContent = this.step === steps.length - 1 ? words.end : words.next
    this.place()
  }

  place() {
    const box = inSight(this.data.steps[this.step].at)
    const { offsetWidth: width, offsetHeight: height } = this.card
    const { left, top, right, bottom } = box || { left: 0, top: 0, right: 0, bottom: 0 }
    this.ring.classList.toggle("nowhere", !box)
    this.ring.style.inset = `${top - ROUND}px ${innerWidth - right - ROUND}px ${innerHeight - bottom - ROUND}px ${left - ROUND}px`
    let [x, y] = [left, bottom + GAP]
    if (y + height > innerHeight - EDGE) y = top - GAP - height
    if (y < EDGE) [x, y] = [right + GAP, EDGE] // as high as the window: beside it
    if (!box) [x, y] = [(innerWidth - width) / 2, (innerHeight - height) / 2]
    this.card.style.left = `${Math.max(EDGE, Math.min(x, innerWidth - width - EDGE))}px`
    this.card.style.top = `${Math.max(EDGE, y)}px`
  }
}

export default mount(Tour)
