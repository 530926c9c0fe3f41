/** Networks of PyTorch, imported from npz and safetensors: they predict here what PyTorch predicts, to 1e-12 in float64. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openDataset } from '../../../src/data/open.js';
import { importParameters } from '../../../src/model/import/import.js';
import { Predictor } from '../../../src/model/predict.js';
import { classOf } from '../../helpers/kinds.js';
import { largestDifference } from '../../helpers/networks.js';
import { python, pythonNotice } from '../../helpers/python.js';

/** Writes the data, and each network's parameters as npz and as safetensors; prints the probabilities of the test set. */
const SCRIPT = `
import json, os, struct, sys
import numpy as np
import torch
from torch import nn
folder = sys.argv[1]
torch.manual_seed(3)
torch.set_default_dtype(torch.float64)
pictures = torch.rand(12, 6, 8, 3)
labels = np.arange(12) % 3
np.savez(os.path.join(folder, 'data.npz'), x_train=pictures.numpy(), y_train=labels)
images = pictures.permute(0, 3, 1, 2)
flat = pictures.reshape(12, -1)
class Named(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, 4, 3, padding=1), nn.BatchNorm2d(4)
        self.conv2, self.bn2 = nn.Conv2d(4, 5, 3, padding=1, bias=False), nn.BatchNorm2d(5)
        self.fc1, self.bn3 = nn.Linear(5 * 3 * 4, 7), nn.BatchNorm1d(7)
        self.fc2 = nn.Linear(7, 3)
    def forward(self, x):
        x = torch.relu(self.bn1(self.conv1(x)))
        x = torch.max_pool2d(torch.relu(self.bn2(self.conv2(x))), 2)
        return self.fc2(torch.relu(self.bn3(self.fc1(x.flatten(1)))))
networks = {
    'mlp': (nn.Sequential(nn.Linear(144, 9), nn.ReLU(), nn.Linear(9, 5), nn.ReLU(), nn.Linear(5, 3)), flat),
    'cnn': (nn.Sequential(nn.Conv2d(3, 4, (3, 3), padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(4, 6, 3, padding=1),
                          nn.ReLU(), nn.Flatten(), nn.Linear(72, 8), nn.ReLU(), nn.Linear(8, 3)), images),
    'norm': (Named(), images),
}
answers = {}
for name, (network, inputs) in networks.items():
    network.train()
    for _ in range(3): network(inputs + torch.rand_like(inputs))
    network.eval()
    with torch.no_grad(): answers[name] = torch.softmax(network(inputs), 1).tolist()
    state = {key: value.numpy() for key, value in network.state_dict().items()}
    np.savez(os.path.join(folder, f'{name}.npz'), **state)
    # The format's own library sorts names, too.
    header, values = {}, b''
    for key in sorted(state):
        data = np.ascontiguousarray(state[key]).tobytes()
        kind = {'float64': 'F64', 'int64': 'I64'}[str(state[key].dtype)]
        header[key] = {'dtype': kind, 'shape': list(state[key].shape), 'data_offsets': [len(values), len(values) + len(data)]}
        values += data
    text = json.dumps(header).encode()
    with open(os.path.join(folder, f'{name}.safetensors'), 'wb') as file: file.write(struct.pack('<Q', len(text)) + text + values)
print(json.dumps(answers))
`;

const NOTICE = pythonNotice('numpy', 'torch');
const NETWORKS = {
  mlp: { layers: undefined, batchNorm: false },
  cnn: { layers: '6x8x3,conv3:4,pool2,conv3:6,8,3', batchNorm: false },
  norm: { layers: '6x8x3,conv3:4,conv3:5,pool2,7,3', batchNorm: true },
} as const;

describe.skipIf(NOTICE)(`networks of PyTorch${NOTICE}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'dnn-torch-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('predict the same here, from npz and safetensors', async () => {
    const expected = python(SCRIPT, folder) as Record<keyof typeof NETWORKS, number[][]>;
    const dataset = await openDataset(join(folder, 'data.npz'));
    for (const [name, { layers, batchNorm }] of Object.entries(NETWORKS)) {
      for (const ending of ['npz', 'safetensors']) {
        const options = {
          activation: ['relu'],
          outputActivation: undefined,
          loss: undefined,
          batchNorm,
        } as const;
        const path = join(folder, `${name}.${ending}`);
        const model = importParameters(path, dataset, { ...options, ...(layers && { layers }) } as never);
        const predictions = new Predictor(model).predictValues(dataset.train.values as Float64Array);
        const own = predictions.map((each) => [...classOf(each).probabilities]);
        const difference = largestDifference(own, expected[name as keyof typeof NETWORKS]);
        expect(difference, `${name}.${ending}`).toBeLessThan(1e-12);
      }
    }
  });
});
