/**
 * Lets streams of Blobs live as long as they are read. To be imported before the runtime.
 *
 * onnxruntime-web's jspi build (1.31) reads each weight by `blob.slice(…).stream()`, and nothing but the read itself knows of the stream.
 * Chromium (156) then collects it as garbage, now and then, in the middle of a read: the read never ends, nor does the session's creation.
 * (WebKit had the same fault: github.com/WebKit/WebKit/pull/54097.) So streams are referred to until they are closed.
 */

/** @type {Set<ReadableStream>} */
const held = new Set();
const { stream } = Blob.prototype;

Blob.prototype.stream = function () {
	const made = stream.call(this);
	const getReader = made.getReader.bind(made);
	const letGo = () => held.delete(made);
	held.add(made);
	made.getReader = /** @type {typeof made.getReader} */ (
		(/** @type {Parameters<typeof getReader>} */ ...options) => {
			const reader = getReader(...options);
			reader.closed.then(letGo, letGo);
			return reader;
		}
	);
	return made;
};
