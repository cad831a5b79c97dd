import type { ModelFiles } from "../files/model-files.js";
import type { RemoteFile, RemoteModel } from "./remote-model.js";

/** A file that is being stored. What was written stays when the download is cut, and is continued by the next one. */
export interface PartialFile {
	/** Bytes that are there. */
	readonly byteLength: number;
	/** Appends. @throws {LvlmError} "download-failed" (storage-full) */
	write(bytes: Uint8Array): Promise<void>;
	/** Throws away what is there. */
	restart(): Promise<void>;
	/** Checks the content where its digest is known, and files it. @throws {LvlmError} "download-failed" (damaged) */
	finish(): Promise<void>;
	/** Ends writing; what was written is kept. */
	close(): Promise<void>;
}

/** A model in a store. */
export interface StoredModel {
	readonly id: string;
	readonly commit: string;
	/** Branches and tags that are known to mean this commit. */
	readonly revisions: readonly string[];
	readonly byteLength: number;
	readonly fileCount: number;
}

/** Where downloaded models are kept: the Hub's cache on disk ({@link hubCache}), the browser's ({@link browserStore}), or one of yours. */
export interface ModelStore {
	readonly specificationVersion: "v1";
	/** For messages. */
	readonly place: string;
	/** Whether the file is there as a whole. Files of the same content under another commit count. */
	has(model: RemoteModel, file: RemoteFile): Promise<boolean>;
	/** Bytes of it that are there, of a whole file or a part. */
	storedBytes(model: RemoteModel, file: RemoteFile): Promise<number>;
	/** Begins or continues a file. */
	begin(model: RemoteModel, file: RemoteFile): Promise<PartialFile>;
	/** Says that all of `files` are there: `find` will know the model. */
	settle(model: RemoteModel, files: readonly RemoteFile[]): Promise<void>;
	/** The files of a stored model, by branch, tag or commit. Undefined when it is not here. */
	find(id: string, revision: string): Promise<ModelFiles | undefined>;
	list(): Promise<readonly StoredModel[]>;
	/** Deletes all of a model. @returns Bytes that became free, 0 if it was not there. */
	remove(id: string): Promise<number>;
	/** Bytes that can still be stored; undefined where nobody says. */
	freeBytes(): Promise<number | undefined>;
}
