// Make a page ready for paper, and tell its title and sections.
([site, scheme, printed]) => {
  const article = document.querySelector("article");

  function endWithSolutions() {
    const solutions = article.querySelectorAll("div.solution");
    if (!solutions.length) return;
    const last = document.createElement("section");
    last.id = "solutions";
    last.innerHTML = "<h2>Solutions</h2>";
    last.append(...solutions);
    article.querySelector("section").append(last);
  }

  function keepLinksInTheBook() {
    for (const link of article.querySelectorAll("a[href]")) {
      const url = new URL(link.getAttribute("href"), document.baseURI);
      if (!url.href.startsWith(site)) continue;
      const name = url.href.slice(site.length).replace(/[.]html.*/, "");
      const place = url.hash.split("?")[0];
      if (printed.includes(name)) link.setAttribute("href", scheme + name + place);
      else link.removeAttribute("href");
    }
  }

  // Chromium remembers only the places that a link of the same page leads to.
  function rememberPlaces() {
    for (const place of article.querySelectorAll("[id]:not(svg *)")) {
      const link = document.createElement("a");
      link.href = "#" + place.id;
      link.hidden = true;
      document.body.append(link);
    }
  }

  function read(heading) {
    const words = heading.cloneNode(true);
    words.querySelectorAll(".headerlink, .section-number").forEach((e) => e.remove());
    return words.textContent.trim();
  }

  endWithSolutions();
  keepLinksInTheBook();
  rememberPlaces();
  const title = article.querySelector("h1");
  const number = title.querySelector(".section-number")?.textContent ?? "";
  const headings = [...article.querySelectorAll("section > h2")];
  return {
    title: read(title),
    number: number.trim().replace(".", ""),
    sections: headings.map((heading) => [heading.parentNode.id, read(heading)]),
  };
}
