// What all components begin with: elements whose text is only ever text, and one view for as long
// as its place on the page is there.

// Events of the window: somebody types into a search, or wishes to.
export const TYPED = "twinchain-typed"
export const SOUGHT = "twinchain-sought"

export function element(tag, kind, text, attributes = {}) {
  const made = document.createElement(tag)
  if (kind) made.className = kind
  if (text) made.textContent = text
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  return made
}

// A table of a picture's rows under a summary, for who does not see the picture. Its lines are made
// when it is opened.
export function fillTable(details, { columns, rows }, caption, summary) {
  const line = (tag, cells, attributes) => {
    const made = element("tr")
    for (const cell of cells) made.append(element(tag, "", typeof cell === "number" ? cell.toLocaleString() : String(cell ?? ""), attributes))
    return made
  }
  const scroll = element("div", "scroll", "", { tabindex: "0", role: "region", "aria-label": summary })
  details.replaceChildren(element("summary", "", summary), scroll)
  details.ontoggle = () => {
    if (!details.open || scroll.firstChild) return
    const [table, head, body] = ["table", "thead", "tbody"].map((tag) => element(tag))
    head.append(line("th", columns, { scope: "col" }))
    body.append(...rows.map((cells) => line("td", cells)))
    table.append(element("caption", "", caption), head, body)
    scroll.append(table)
  }
  details.ontoggle()
}

// Hand a file to the browser.
export function save(content, name) {
  const link = element("a", "", "", { download: name })
  link.href = URL.createObjectURL(content)
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

// What is said within one turn of the browser Streamlit sends as one message, which runs only the
// part of the page that spoke first. So the components of a page speak in different turns.
let spoken = Promise.resolve()
function inTurn(say) {
  return (...values) => {
    spoken = spoken.then(
      () =>
        new Promise((done) => {
          try {
            say(...values)
          } finally {
            setTimeout(done) // after the message, which leaves in a turn that was asked for before
          }
        }),
    )
  }
}

// The component of a class: made once with `new`, told what changes with `update`, ended with
// `destroy`; `root` is its element.
export function mount(View) {
  const views = new WeakMap()
  return (component) => {
    const { parentElement } = component
    let view = views.get(parentElement)
    if (!view || !view.root.isConnected) {
      view = new View(parentElement)
      views.set(parentElement, view)
    }
    const { setStateValue, setTriggerValue } = component
    view.update({ ...component, setStateValue: inTurn(setStateValue), setTriggerValue: inTurn(setTriggerValue) })
    return () => {
      view.destroy()
      views.delete(parentElement)
    }
  }
}
