/**
 * Whether to run what takes minutes: the embedded model on software WebGPU, and the map through the vision encoder in plain JavaScript. Off in
 * `npm test`; `LVLM_SLOW_TESTS=1 npx vitest run --project node tests/conformance/<file>` runs it. Results: docs/backends.md.
 */
export const runsSlow = process.env.LVLM_SLOW_TESTS === "1";
