console.log("A word to nobody.");
