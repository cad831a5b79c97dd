/** What may run, be taken for markup, turn text around, or be computed by a spreadsheet. */
export const hostileTexts: readonly string[] = [
	"</script><script>globalThis.ran = 1</script>",
	"<img src=x onerror='globalThis.ran = 1'>",
	"<svg onload='globalThis.ran = 1'><animate onbegin='globalThis.ran = 1'/></svg>",
	"\u202Egpj.exe\u2066 \u202Dabc",
	'=HYPERLINK("https://evil.example")',
	"{{constructor.constructor('globalThis.ran = 1')()}}",
];
