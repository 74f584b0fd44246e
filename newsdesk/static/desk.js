// The list of what the columns mean is long: it opens when it is wanted.
document.addEventListener("DOMContentLoaded", () => {
  const list = document.querySelector("dl.column-descriptions");
  if (!list) return;
  const box = document.createElement("details");
  const title = document.createElement("summary");
  title.textContent = "What the columns mean";
  list.replaceWith(box);
  box.append(title, list);
});
