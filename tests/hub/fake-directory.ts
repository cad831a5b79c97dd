/** Limits that a fake file system obeys. */
export interface FakeDisk {
	/** Bytes that may be stored in all. */
	quota: number;
	used: number;
}

const missing = (name: string): Error => Object.assign(new Error(`no ${name}`), { name: "NotFoundError" });

class FakeFile {
	readonly kind = "file";
	readonly name: string;
	#bytes: Uint8Array<ArrayBuffer> = new Uint8Array(0);
	readonly #disk: FakeDisk;

	constructor(name: string, disk: FakeDisk) {
		this.name = name;
		this.#disk = disk;
	}

	async getFile(): Promise<File> {
		return new File([this.#bytes], this.name);
	}

	/** As the standard has it: writes go to a copy, which takes the file's place when the stream is closed. */
	async createWritable(options: { keepExistingData?: boolean } = {}) {
		let copy = options.keepExistingData ? this.#bytes.slice() : new Uint8Array(0);
		let position = 0;
		const disk = this.#disk;
		return {
			seek: async (to: number) => {
				position = to;
			},
			write: async (data: Uint8Array | string) => {
				const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
				const grown = new Uint8Array(Math.max(copy.length, position + bytes.length));
				if (disk.used - this.#bytes.length + grown.length > disk.quota) {
					throw Object.assign(new Error("full"), { name: "QuotaExceededError" });
				}
				grown.set(copy);
				grown.set(bytes, position);
				copy = grown;
				position += bytes.length;
			},
			close: async () => {
				disk.used += copy.length - this.#bytes.length;
				this.#bytes = copy;
			},
			abort: async () => {},
		};
	}
}

/** The parts of FileSystemDirectoryHandle that a store uses, in memory. */
export class FakeDirectory {
	readonly kind = "directory";
	readonly name: string;
	readonly #entries: Map<string, FakeDirectory | FakeFile> = new Map();
	readonly #disk: FakeDisk;

	constructor(disk: FakeDisk, name = "") {
		this.#disk = disk;
		this.name = name;
	}

	async getDirectoryHandle(name: string, { create = false } = {}): Promise<FakeDirectory> {
		const found = this.#entries.get(name);
		if (found instanceof FakeDirectory) return found;
		if (!create) throw missing(name);
		const made = new FakeDirectory(this.#disk, name);
		this.#entries.set(name, made);
		return made;
	}

	async getFileHandle(name: string, { create = false } = {}): Promise<FakeFile> {
		if (/[/\\]/.test(name)) throw new TypeError(`"${name}" is no name`);
		const found = this.#entries.get(name);
		if (found instanceof FakeFile) return found;
		if (!create) throw missing(name);
		const made = new FakeFile(name, this.#disk);
		this.#entries.set(name, made);
		return made;
	}

	async removeEntry(name: string): Promise<void> {
		if (!this.#entries.delete(name)) throw missing(name);
	}

	async *values() {
		yield* this.#entries.values();
	}

	async *entries() {
		yield* this.#entries.entries();
	}
}
