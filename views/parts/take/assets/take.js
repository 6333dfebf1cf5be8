// Buttons that each ask the server for a file and hand it to the browser. What the server says
// instead of a file stands below them.
import { element, mount, save } from "../twinchain.shared/parts.js"

const GONE = 410
const PATIENCE_MS = 10_000

class Take {
  constructor(parent) {
    this.busy = new Set()
    this.root = element("div", "take")
    this.buttons = element("div", "files")
    this.said = element("p", "said", "", { "aria-live": "polite" })
    this.root.append(this.buttons, this.said)
    parent.append(this.root)
  }

  update({ data }) {
    const isSame = JSON.stringify(data) === JSON.stringify(this.data)
    this.data = data
    this.renewed?.()
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
      await this.renewal(at) // the server began anew, and the page is told its new addresses
      const now = this.data.files.find((one) => one.label === label)
      if (now && now.at !== at) answer = await fetch(now.at)
    }
    if (!answer.ok) return answer.text()
    const name = /filename\*=UTF-8''([^;]*)/.exec(answer.headers.get("content-disposition"))
    save(await answer.blob(), decodeURIComponent(name[1]))
    return ""
  }

  renewal(at) {
    const isKnown = () => this.data.files.every((one) => one.at !== at)
    return new Promise((resolve) => {
      setTimeout(resolve, PATIENCE_MS)
      this.renewed = () => isKnown() && resolve()
      this.renewed()
    })
  }
}

export default mount(Take)
