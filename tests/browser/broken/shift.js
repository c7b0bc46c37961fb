addEventListener("load", () => requestAnimationFrame(() => requestAnimationFrame(() => {
  const late = document.createElement("p");
  late.textContent = "It comes late, and pushes.";
  document.getElementById("on-below").before(late);
})));
