/**
 * Streams of Blobs that live as long as they are read.
 *
 * onnxruntime-web's jspi build (1.31) reads each weight by `blob.slice(…).stream()`, and nothing but the read itself knows of the stream.
 * Chromium (156) then collects it as garbage, now and then, in the middle of a read: the read never ends, nor does the session's creation.
 * (WebKit had the same fault: github.com/WebKit/WebKit/pull/54097.) So the streams of these Blobs' slices are referred to until they are closed.
 */

/** @type {Set<ReadableStream>} */
const held = new Set();

/**
 * Makes a Blob's slices keep their streams. The Blob stays the same object, as the runtime asks for `instanceof Blob`.
 *
 * @param {Blob} blob
 * @returns {Blob} The same.
 */
export function holdStreamsOf(blob) {
	blob.slice = (...range) => {
		const slice = Blob.prototype.slice.apply(blob, range);
		slice.stream = () => holdUntilClosed(Blob.prototype.stream.call(slice));
		return slice;
	};
	return blob;
}

/**
 * @template {ReadableStream} Stream
 * @param {Stream} stream
 */
function holdUntilClosed(stream) {
	const getReader = stream.getReader.bind(stream);
	const letGo = () => held.delete(stream);
	held.add(stream);
	stream.getReader = /** @type {Stream["getReader"]} */ (
		(/** @type {Parameters<typeof getReader>} */ ...options) => {
			const reader = getReader(...options);
			reader.closed.then(letGo, letGo);
			return reader;
		}
	);
	return stream;
}
