/** Each mistake of the catalogue in one network, in as many layers as it can be made in. */
import { namesSlips } from './slips.suite.js';

namesSlips('in all layers of one network', (slips) => {
  const [name] = slips[0].key.split('/');
  const ofNetwork = slips.filter(({ key }) => key.startsWith(`${name}/`));
  return [ofNetwork.reduce((a, b) => (b.layers.length > a.layers.length ? b : a))];
});
