import { createServer, type Server } from "node:http";
import { type Backend, isLvlmError, type Session, type Tensor } from "@lvlm-interpret/core";
import { fromWire, toWire, type WireTensor } from "./wire.js";

interface Request {
	readonly kind: "create" | "run" | "dispose";
	readonly name?: string;
	/** An ONNX file, base64. */
	readonly graph?: string;
	readonly session?: number;
	readonly feeds?: Readonly<Record<string, WireTensor>>;
	readonly outputs?: readonly string[];
}

/** Serves a backend to others over HTTP: one POST a request, JSON both ways. */
export function serveBackend(backend: Backend): Server {
	const sessions = new Map<number, Session>();
	let last = 0;

	async function answer(request: Request): Promise<unknown> {
		if (request.kind === "create") {
			const graph = new Uint8Array(Buffer.from(request.graph ?? "", "base64"));
			const session = await backend.createSession({ name: request.name ?? "", files: new Map(), encode: () => graph });
			sessions.set(++last, session);
			return { session: last, inputs: session.inputs, outputs: session.outputs };
		}
		const session = sessions.get(request.session ?? 0);
		if (request.kind === "dispose") {
			sessions.delete(request.session ?? 0);
			await session?.dispose();
			return {};
		}
		if (!session) throw new Error("There is no such session.");
		const feeds = Object.fromEntries(Object.entries(request.feeds ?? {}).map(([name, one]) => [name, fromWire(one)]));
		const results = await session.run(feeds, request.outputs ? { outputs: request.outputs } : {});
		return Object.fromEntries(Object.entries(results).map(([name, one]) => [name, toWire(one as Tensor)]));
	}

	return createServer(async (request, response) => {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		const reply = (status: number, body: unknown): void =>
			void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
		try {
			reply(200, await answer(JSON.parse(Buffer.concat(chunks).toString("utf8")) as Request));
		} catch (error) {
			const { message } = error as Error;
			reply(400, isLvlmError(error) ? { code: error.code, message, fields: error.fields } : { message });
		}
	});
}
