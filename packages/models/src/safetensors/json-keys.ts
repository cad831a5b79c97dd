/**
 * The keys of the outermost object of a JSON text, in order and with repeats: JSON.parse keeps the last of two equal keys
 * without a word, and the ranges of the first would go unchecked. The text is known to parse.
 */
export function outerKeys(json: string): string[] {
	const keys: string[] = [];
	let depth = 0;
	let expectsKey = false;
	for (let i = 0; i < json.length; i++) {
		const character = json[i];
		if (character === '"') {
			const start = i;
			for (i++; json[i] !== '"'; i++) if (json[i] === "\\") i++;
			if (depth === 1 && expectsKey) keys.push(JSON.parse(json.slice(start, i + 1)) as string);
			expectsKey = false;
		} else if (character === "{" || character === "[") {
			depth++;
			expectsKey = depth === 1;
		} else if (character === "}" || character === "]") {
			depth--;
		} else if (character === "," && depth === 1) {
			expectsKey = true;
		}
	}
	return keys;
}
