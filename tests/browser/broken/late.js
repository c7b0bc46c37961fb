document.getElementById("on-late").append(" words that only a script brings.");
