/**
 * Results of models, in the vocabulary of FiftyOne (https://docs.voxel51.com/api/fiftyone.core.labels.html), so that they
 * can be imported there as they are. Coordinates are relative to the picture: 0 is its left or top edge, 1 its right or
 * bottom edge. Confidences are in [0, 1].
 */
export type Label =
  | Classification
  | Classifications
  | Detection
  | Detections
  | Keypoint
  | Keypoints
  | Polyline
  | Polylines
  | Segmentation
  | Heatmap
  | Regression
  | TemporalDetection
  | TemporalDetections
  | TensorMap;

/** `[x, y]`, relative. */
export type Point = readonly [x: number, y: number];
/** `[left, top, width, height]`, relative. */
export type BoundingBox = readonly [x: number, y: number, width: number, height: number];

/** One class of a whole input. */
export interface Classification {
  readonly _cls: 'Classification';
  readonly label: string;
  readonly confidence: number;
  /** Raw scores of all classes, when asked for. */
  readonly logits?: readonly number[] | undefined;
}
/** Several classes of a whole input, the surest first. */
export interface Classifications {
  readonly _cls: 'Classifications';
  readonly classifications: readonly Classification[];
  readonly logits?: readonly number[] | undefined;
}
/** A thing, with the upright box around it. */
export interface Detection {
  readonly _cls: 'Detection';
  readonly label: string;
  readonly bounding_box: BoundingBox;
  readonly confidence?: number | undefined;
}
/** Things that were found. */
export interface Detections {
  readonly _cls: 'Detections';
  readonly detections: readonly Detection[];
}
/** Points that belong together: the landmarks of one face, say. */
export interface Keypoint {
  readonly _cls: 'Keypoint';
  readonly label: string;
  readonly points: readonly Point[];
  /** One per point. */
  readonly confidence?: readonly number[] | undefined;
}
/** Several sets of points. */
export interface Keypoints {
  readonly _cls: 'Keypoints';
  readonly keypoints: readonly Keypoint[];
}
/** An outline or a path: a line of text at any angle, say. */
export interface Polyline {
  readonly _cls: 'Polyline';
  readonly label: string;
  /** One or more shapes, each a list of points. */
  readonly points: readonly (readonly Point[])[];
  readonly closed: boolean;
  readonly filled: boolean;
  readonly confidence?: number | undefined;
}
/** Outlines that were found, in reading order where they are text. */
export interface Polylines {
  readonly _cls: 'Polylines';
  readonly polylines: readonly Polyline[];
}
/** A class for each pixel. */
export interface Segmentation {
  readonly _cls: 'Segmentation';
  /** Class of each pixel, row by row: `height` × `width`. */
  readonly mask: Uint8Array | Uint16Array;
  readonly width: number;
  readonly height: number;
  /** Names of the classes, in order: the mask holds their numbers. */
  readonly labels?: readonly string[] | undefined;
}
/** A value for each pixel: a depth map, say. */
export interface Heatmap {
  readonly _cls: 'Heatmap';
  /** Value of each pixel, row by row: `height` × `width`, float32. */
  readonly map: Float32Array;
  readonly width: number;
  readonly height: number;
  readonly range: readonly [minimum: number, maximum: number];
}
/** A number. */
export interface Regression {
  readonly _cls: 'Regression';
  readonly value: number;
  readonly confidence?: number | undefined;
}
/** Something that lasts for a while in a sound or video. */
export interface TemporalDetection {
  readonly _cls: 'TemporalDetection';
  readonly label: string;
  /** Seconds from the start. */
  readonly support: readonly [start: number, end: number];
  readonly confidence?: number | undefined;
}
/** What lasts for a while, in order of time. */
export interface TemporalDetections {
  readonly _cls: 'TemporalDetections';
  readonly detections: readonly TemporalDetection[];
}
/** Named tensors, uninterpreted. Ours: FiftyOne has no such label. */
export interface TensorMap {
  readonly _cls: 'Tensors';
  readonly tensors: Readonly<Record<string, Tensor>>;
}

/** Element types of {@link Tensor}, in the words of ONNX. */
export type TensorType =
  | 'float32'
  | 'float64'
  | 'float16'
  | 'int8'
  | 'uint8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'uint64'
  | 'bool'
  | 'string';

/** Elements of a tensor, in row-major order. `float16` is raw bits in a `Uint16Array`, `bool` is 0 or 1 in a `Uint8Array`. */
export type TensorData =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | readonly string[];

/** An n-dimensional array. `data.length` is the product of `dims`. */
export interface Tensor {
  readonly type: TensorType;
  readonly dims: readonly number[];
  readonly data: TensorData;
}
