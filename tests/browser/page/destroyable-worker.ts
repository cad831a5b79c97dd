// ONNX Runtime's worker with a hand on its GPU devices: the message "destroy" on a channel ends the last one, as a driver would.
import "@lvlm-interpret/backend-onnx/worker/jspi";

interface Device {
	destroy(): void;
}
declare const GPUAdapter: { prototype: { requestDevice(descriptor?: object): Promise<Device> } };

const devices: Device[] = [];
const { requestDevice } = GPUAdapter.prototype;
GPUAdapter.prototype.requestDevice = async function (descriptor) {
	const device = await requestDevice.call(this, descriptor);
	devices.push(device);
	return device;
};
new BroadcastChannel("gpu").addEventListener("message", () => devices.at(-1)?.destroy());
