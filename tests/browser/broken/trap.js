document.getElementById("on-trap").addEventListener("keydown", (event) => { if (event.key === "Tab") event.preventDefault(); });
