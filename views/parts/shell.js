// Links between views of the explorer are followed without loading the page again; they stay
// ordinary links otherwise (open in a new tab, copy). Themes are Streamlit's own setting.
const THEME_VERSION = "v2"

function follow(event) {
  if (event.defaultPrevented || event.button !== 0) return
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
  const link = event.composedPath().find((one) => one instanceof HTMLAnchorElement)
  if (!link || !link.href || link.hasAttribute("download")) return
  const { pages, kept } = window.twinchainShell
  const to = new URL(link.href, location.href)
  if (to.origin !== location.origin || !pages.includes(to.pathname)) return
  event.preventDefault()
  event.stopPropagation()
  // Where the menu lies over the page, it closes with the choice.
  if (innerWidth < 768) document.querySelector("[data-testid=stSidebarCollapseButton] button")?.click()
  const here = new URLSearchParams(location.search)
  for (const name of kept) {
    if (here.has(name) && !to.searchParams.has(name)) to.searchParams.set(name, here.get(name))
  }
  if (to.href === location.href) return
  history.pushState({}, "", to)
  window.dispatchEvent(new PopStateEvent("popstate"))
  document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0)
}

// Ctrl+Enter in a query runs it, once Streamlit has taken its text.
function runQuery(event) {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return
  if (!event.target.closest?.('[class*="st-key-ask-text"]')) return
  setTimeout(() => document.querySelector(".st-key-ask-run button")?.click(), 100)
}

// Ctrl+Z takes back a decision, as U does, but not where a field undoes what was typed.
function undo(event) {
  if (event.key !== "z" || event.shiftKey || !(event.ctrlKey || event.metaKey)) return
  if (event.target.closest?.("input, textarea")) return
  document.querySelector(".st-key-review-undo button, .st-key-titles-undo button")?.click()
}

function themeKey(path) {
  return `stActiveTheme-${path}-${THEME_VERSION}`
}

function current() {
  return JSON.parse(localStorage.getItem(themeKey(location.pathname)) || '"System"')
}

function change(name) {
  for (const path of window.twinchainShell.pages) {
    localStorage.setItem(themeKey(path), JSON.stringify(name))
  }
  location.reload()
}

// Menus open outside the application's own element: they take their colours from the root.
function spread() {
  const app = document.querySelector(".stApp")
  if (app) document.documentElement.style.colorScheme = getComputedStyle(app).colorScheme
}

export default function ({ data, parentElement }) {
  if (!window.twinchainShell) {
    window.addEventListener("click", follow, true)
    window.addEventListener("keydown", runQuery)
    window.addEventListener("keydown", undo)
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => setTimeout(spread, 300))
  }
  spread()
  window.twinchainShell = data
  document.documentElement.lang = data.lang

  const group = document.createElement("div")
  group.className = "themes"
  group.setAttribute("role", "group")
  group.setAttribute("aria-label", data.label)
  for (const { name, sign, title } of data.themes) {
    const button = document.createElement("button")
    button.type = "button"
    button.title = title
    button.setAttribute("aria-label", title)
    button.setAttribute("aria-pressed", String(name === current()))
    button.textContent = sign
    button.onclick = () => change(name)
    group.append(button)
  }
  parentElement.querySelector(".themes")?.remove()
  parentElement.append(group)
}
