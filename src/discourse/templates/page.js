// Shows the evidence of the marks under the pointer or in focus: beside the text, and in the text itself.
// Text is only ever cloned from the page, never parsed as markup.
(() => {
  "use strict";
  const article = document.getElementById("article");
  const card = document.getElementById("card");
  const marks = [...article.querySelectorAll("[data-a]")];
  const headingOf = key => document.getElementById("h" + key.split("-")[0]);
  const isOn = key => document.getElementById("on" + headingOf(key).dataset.on)?.checked;
  const keysOf = mark => mark.dataset.a.split(" ").filter(isOn);
  let pinned = null;

  for (const mark of marks) mark.removeAttribute("title"); // the card says more

  const texts = [];
  let length = 0;
  const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!node.parentElement.closest("p")) continue; // blanks between the elements of the page
    texts.push({node, start: length});
    length += node.length;
  }

  function rangesOf(item) {
    const ranges = [];
    for (const bounds of (item.dataset.e || "").split(" ").filter(Boolean)) {
      const [start, end] = bounds.split(":").map(Number);
      let low = 0, high = texts.length;
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if (texts[middle].start <= start) low = middle; else high = middle;
      }
      for (let i = low; i < texts.length && texts[i].start < end; i++) {
        const {node, start: first} = texts[i];
        const range = new Range();
        range.setStart(node, Math.max(0, start - first));
        range.setEnd(node, Math.min(node.length, end - first));
        ranges.push(range);
      }
    }
    return ranges;
  }

  function show(mark) {
    const keys = keysOf(mark);
    if (!keys.length) return hide();
    card.replaceChildren();
    const ranges = [];
    for (const key of keys) {
      const item = document.getElementById("a" + key);
      if (!item) continue;
      const section = document.createElement("section");
      const heading = document.createElement("h3");
      heading.textContent = headingOf(key).lastChild.textContent.trim();
      section.append(heading, ...[...item.children].map(child => child.cloneNode(true)));
      card.append(section);
      ranges.push(...rangesOf(item));
    }
    card.hidden = false;
    for (const other of marks) other.classList.toggle("lit", keys.some(key => other.dataset.a.split(" ").includes(key)));
    if (window.Highlight && CSS.highlights) CSS.highlights.set("evidence", new Highlight(...ranges));
  }

  function hide() {
    pinned = null;
    card.hidden = true;
    card.replaceChildren();
    for (const mark of marks) mark.classList.remove("lit");
    if (window.Highlight && CSS.highlights) CSS.highlights.delete("evidence");
  }

  const stops = () => marks.filter(mark => mark.id && keysOf(mark).some(key => document.getElementById("a" + key)));
  function setStops() {
    const now = new Set(stops());
    for (const mark of marks) if (now.has(mark)) mark.tabIndex = 0; else mark.removeAttribute("tabindex");
  }

  article.addEventListener("pointerover", event => {
    const mark = event.target.closest("[data-a]");
    if (mark && !pinned) show(mark);
  });
  article.addEventListener("pointerleave", () => { if (!pinned) hide(); });
  article.addEventListener("focusin", event => { if (event.target.dataset.a) { pinned = event.target; show(pinned); } });
  article.addEventListener("click", event => {
    const mark = event.target.closest("[data-a]");
    if (!mark) return hide();
    pinned = mark;
    show(mark);
  });
  document.addEventListener("keydown", event => {
    if (event.key === "Escape") { document.activeElement?.blur(); return hide(); }
    const step = {ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1}[event.key];
    if (!step || !document.activeElement?.dataset.a) return;
    const all = stops();
    const next = all[all.indexOf(document.activeElement) + step];
    if (next) { event.preventDefault(); next.focus(); }
  });
  document.addEventListener("change", () => { hide(); setStops(); });
  document.addEventListener("click", event => {
    const link = event.target.closest('a[href^="#t"]');
    const mark = link && document.getElementById(link.getAttribute("href").slice(1));
    if (mark) { mark.scrollIntoView({block: "center"}); event.preventDefault(); pinned = mark; show(mark); }
  });
  setStops();
})();
