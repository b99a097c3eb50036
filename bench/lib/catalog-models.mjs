export const SOURCES = 100;
export const MODELS_PER_SOURCE = 1000;
/** Stands in the description of one model of each source, and nowhere else. */
export const RARE_WORD = 'heliotrope';

const TASKS = ['classification', 'detection', 'segmentation', 'embedding', 'captioning', 'depth', 'pose', 'ocr'];
const FAMILIES = ['resnet', 'vit', 'yolo', 'clip', 'dino', 'sam', 'convnext', 'swin', 'mobilenet', 'efficientnet'];
const LICENSES = ['Apache-2.0', 'MIT', 'CC-BY-4.0', 'BSD-3-Clause'];

/** The entry of a manifest: one model of many, always the same. */
export function makeEntry(source, index) {
  const family = FAMILIES[index % FAMILIES.length];
  const task = TASKS[(source + index) % TASKS.length];
  const name = `${family}-${task}-${String(index).padStart(4, '0')}`;
  const rare = index === 500 ? ` Trained on ${RARE_WORD}.` : '';
  return {
    base_name: `org-${String(source).padStart(3, '0')}/${name}`,
    base_filename: `${name}.onnx`,
    version: `1.${index % 7}`,
    author: `Laboratory ${source}`,
    license: LICENSES[index % LICENSES.length],
    description: `A ${family} for ${task}, number ${index} of its source, with weights of ${index % 50} layers.${rare}`,
    tags: [task, family, index % 2 === 0 ? 'small' : 'large'],
    size_bytes: 1_000_000 + index,
    requirements: { packages: ['torch>=2', 'torchvision'], cpu: { support: true } },
    manager: { type: 'http', config: { url: `https://models.example.com/${source}/${name}.onnx` } },
    default_deployment_config_dict: { type: 'onnx', config: { task, input: { size: [224, 224] } } },
  };
}

/** What `zoo list --json` says of a model. */
export function summaryOf(entry, sourceKey) {
  return {
    name: `${entry.base_name}@${entry.version}`,
    base_name: entry.base_name,
    version: entry.version,
    source: sourceKey,
    tags: entry.tags,
    license: entry.license,
    spdx_license: entry.license,
    size_bytes: entry.size_bytes,
    downloaded: false,
    path: null,
  };
}
