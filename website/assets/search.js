// Searches the sections of all pages for those that contain every word. search-index.js sets `sections`.

const LIMIT = 50
const AROUND = 80
const OPENING = 100

const input = document.querySelector('input[name=q]')
const count = document.querySelector('#count')
const results = document.querySelector('#results')

function words(text) {
  return text.toLowerCase().split(/\s+/).filter(Boolean)
}

// A match in a heading is worth more than one in the text, and a whole word more than a part of one.
function score([title, heading, , text], wanted) {
  const places = [[heading || title, 8], [title, 4], [text.slice(0, OPENING), 4], [text, 1]]
  let sum = 0
  for (const word of wanted) {
    const before = sum
    for (const [place, worth] of places) {
      const parts = place.toLowerCase().split(word)
      if (parts.length > 1) sum += parts.some((part, index) => index && isWhole(parts[index - 1], part)) ? 2 * worth : worth
    }
    if (sum === before) return 0
  }
  return sum
}

function isWhole(before, after) {
  return !/\w$/.test(before) && !/^\w/.test(after)
}

function excerpt(text, wanted) {
  const lower = text.toLowerCase()
  const at = Math.max(0, Math.min(...wanted.map(word => lower.indexOf(word)).filter(index => index >= 0)))
  const start = Number.isFinite(at) && at > AROUND ? text.indexOf(' ', at - AROUND) + 1 : 0
  const end = text.indexOf(' ', start + 3 * AROUND)
  return (start ? '… ' : '') + (end < 0 ? text.slice(start) : text.slice(start, end) + ' …')
}

function item([title, heading, address, text], wanted) {
  const link = document.createElement('a')
  link.href = address
  link.textContent = heading ? `${title}: ${heading}` : title
  const shown = document.createElement('p')
  shown.textContent = excerpt(text, wanted)
  const entry = document.createElement('li')
  entry.append(link, shown)
  return entry
}

function show() {
  const wanted = words(input.value)
  const found = wanted.length ? sections.map(section => [score(section, wanted), section]).filter(([sum]) => sum) : []
  found.sort(([one], [other]) => other - one)
  results.replaceChildren(...found.slice(0, LIMIT).map(([, section]) => item(section, wanted)))
  const most = found.length > LIMIT ? `, showing the best ${LIMIT}` : ''
  count.textContent = wanted.length ? `${found.length} ${found.length === 1 ? 'section' : 'sections'} found${most}.` : ''
}

input.value = new URLSearchParams(location.search).get('q') ?? ''
input.addEventListener('input', show)
input.focus()
show()
