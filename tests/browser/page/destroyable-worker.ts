// ONNX Runtime's worker with a hand on its GPU devices: a message on a channel ends the last one, as a driver would, at once or within
// the next run.
import "@lvlm-interpret/backend-onnx/worker/jspi";

interface Device {
	destroy(): void;
}
declare const GPUAdapter: { prototype: { requestDevice(descriptor?: object): Promise<Device> } };
declare const GPUQueue: { prototype: { submit(commands: unknown): void } };

const devices: Device[] = [];
const { requestDevice } = GPUAdapter.prototype;
GPUAdapter.prototype.requestDevice = async function (descriptor) {
	const device = await requestDevice.call(this, descriptor);
	devices.push(device);
	return device;
};

let isArmed = false;
const { submit } = GPUQueue.prototype;
GPUQueue.prototype.submit = function (commands) {
	if (isArmed) devices.at(-1)?.destroy();
	isArmed = false;
	submit.call(this, commands);
};

const channel = new BroadcastChannel("gpu");
channel.addEventListener("message", ({ data }) => {
	if (data === "destroy now") devices.at(-1)?.destroy();
	else if (data === "destroy in the next run") isArmed = true;
	else return;
	channel.postMessage("done");
});
