// Copies the two print fonts to dist-fonts/, where the back end's printing finds them.
import { cpSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const source = 'node_modules/@expo-google-fonts/noto-sans-tc'
const target = 'dist-fonts'
const wanted = /(400Regular|700Bold)\.ttf$/

function find(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? find(path) : wanted.test(name) ? [path] : []
  })
}

mkdirSync(target, { recursive: true })
const fonts = find(source)
if (fonts.length < 2) throw new Error(`fonts: expected 400Regular and 700Bold below ${source}, found ${fonts.length}`)
for (const font of fonts) {
  const name = font.split('/').pop()
  if (!existsSync(join(target, name))) cpSync(font, join(target, name))
}
console.log(`fonts: ${fonts.length} in ${target}/`)
