/** Each mistake of the catalogue in each layer alone and in all, in relu, tanh and softmax networks of three shapes. */
import { namesSlips } from './slips.suite.js';

namesSlips('in each network and layer', (slips) => slips);
