export { onnx, type OnnxOptions } from './onnx.js';
export type { OnnxConfig } from './config/onnx-deployment-config.js';

export { decodeImage } from './image/decode-image.js';
export { resizeImage, type ResizeKernel, type ResizeOptions } from './image/resize-image.js';
export { preprocessImage, type PreprocessedImage, type PreprocessOptions } from './image/preprocess-image.js';
export type { ImageTensorData, ImageTensorOptions, ImageTensorType } from './image/image-tensor.js';
export type { FitOptions, ImagePlacement, Size } from './image/place-image.js';
export type { Region } from './image/resample-linear.js';
export type { DecodeOptions, ImageInput, RawImage } from './image/raw-image.js';
export { parseWav, type Sound } from './audio/parse-wav.js';
export { cutWindows, type WindowOptions } from './audio/cut-windows.js';
export { classify, type ClassifyOptions } from './tasks/classify.js';
export { softmax } from './tasks/softmax.js';
export { suppressOverlaps, type SuppressOptions } from './tasks/suppress-overlaps.js';
