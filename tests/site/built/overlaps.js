// Pairs of texts that lie over each other, each as its first letters; formulas are KaTeX's own.
() => {
  const texts = [];
  const walker = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode;
    const parent = text.parentElement;
    if (!text.data.trim() || parent.closest(".katex, #definition, pre, svg, script, style")) continue;
    if (!parent.checkVisibility({ visibilityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    for (const box of range.getClientRects()) {
      if (box.width > 1) texts.push({ box, words: text.data.trim().slice(0, 30) });
    }
  }
  for (const part of document.querySelectorAll("article :is(pre, img)")) {
    if (!part.checkVisibility()) continue;
    texts.push({ box: part.getBoundingClientRect(), words: `${part.tagName}`, isBlock: true });
  }
  texts.sort((a, b) => a.box.top - b.box.top);
  const found = [];
  texts.forEach((one, i) => {
    for (let j = i + 1; j < texts.length && texts[j].box.top < one.box.bottom - 4; j++) {
      const other = texts[j].box;
      const wide = Math.min(one.box.right, other.right) - Math.max(one.box.left, other.left);
      const high = Math.min(one.box.bottom, other.bottom) - Math.max(one.box.top, other.top);
      if (wide > 3 && high > 4) found.push(`${one.words} | ${texts[j].words}`);
    }
  });
  return found;
}
