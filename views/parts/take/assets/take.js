// Buttons that each ask the server for a file and hand it to the browser. What the server says
// instead of a file stands below them.
import { element, mount, save } from "../twinchain.shared/parts.js"

const GONE = 410
const [PATIENCE_MS, LOOK_MS] = [30_000, 250]
const told = new Map() // key of the buttons → what the page was told last, by whichever of them

class Take {
  constructor(parent) {
    this.busy = new Set()
    this.root = element("div", "take")
    this.buttons = element("div", "files")
    this.said = element("p", "said", "", { "aria-live": "polite" })
    this.root.append(this.buttons, this.said)
    parent.append(this.root)
  }

  update({ data, setTriggerValue }) {
    this.ask = () => setTriggerValue("renewed", Date.now())
    const isSame = JSON.stringify(data) === JSON.stringify(this.data)
    this.data = data
    told.set(data.key, data)
    if (isSame) return
    this.root.classList.toggle("menu", data.menu)
    const buttons = data.files.map(({ label }, k) => {
      const button = element("button", "", label, { type: "button" })
      button.onclick = () => this.take(k)
      return button
    })
    this.buttons.replaceChildren(...buttons)
    this.show()
  }

  destroy() {
    this.root.remove()
  }

  show() {
    const { files } = this.data
    for (const [k, button] of [...this.buttons.children].entries()) button.setAttribute("aria-busy", String(this.busy.has(files[k].label)))
  }

  async take(k) {
    const { label, at } = this.data.files[k]
    if (this.busy.has(label)) return
    this.busy.add(label)
    this.show()
    this.said.textContent = this.data.words.making
    try {
      this.said.textContent = await this.fetched(label, at)
    } catch {
      this.said.textContent = this.data.words.unanswered
    }
    this.busy.delete(label)
    this.show()
  }

  // The sentence that says why there is no file, else nothing.
  async fetched(label, at) {
    let answer = await fetch(at)
    if (answer.status === GONE) {
      this.ask() // the server began anew: the page runs again and is told the new addresses
      const now = await this.renewed(label, at)
      if (!now) return this.data.words.gone
      answer = await fetch(now)
    }
    if (!answer.ok) return answer.text()
    const name = /filename\*=UTF-8''([^;]*)/.exec(answer.headers.get("content-disposition"))
    save(await answer.blob(), decodeURIComponent(name[1]))
    return ""
  }

  async renewed(label, at) {
    for (let waited = 0; waited < PATIENCE_MS; waited += LOOK_MS) {
      const now = told.get(this.data.key).files.find((one) => one.label === label)?.at
      if (now && now !== at) return now
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
    }
    return null
  }
}

export default mount(Take)
