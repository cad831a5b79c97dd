const picked = document.querySelector("#picked");

// The events leave the shadow roots of the views.
document.addEventListener("lvlm-select", ({ target, detail }) => {
	picked.textContent = `${target.localName}: tokens ${detail.tokens.join(", ") || "none"}`;
});
document.addEventListener("lvlm-error", ({ detail }) => {
	picked.textContent = detail.message;
});
