// Fails the build when the first load or one chunk grows beyond its budget (design.md §10: 300 kB first, 200 kB a chunk, gzip).
import { readFileSync, readdirSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const size = (file) => gzipSync(readFileSync(file)).length
const assets = readdirSync('dist/assets').filter((name) => /\.(js|css)$/.test(name))
const sizes = Object.fromEntries(assets.map((name) => [name, size(`dist/assets/${name}`)]))
const page = readFileSync('dist/index.html', 'utf8')
const first = assets.filter((name) => page.includes(name)).reduce((sum, name) => sum + sizes[name], 0)
const [largest, bytes] = Object.entries(sizes).sort((a, b) => b[1] - a[1])[0]
const kb = (n) => `${(n / 1000).toFixed(1)} kB`
console.log(`budget: first load ${kb(first)} gzip (≤ 300), largest chunk ${largest} ${kb(bytes)} (≤ 200)`)
if (first > 300_000 || bytes > 200_000) process.exit(1)
