/** Each mistake of the catalogue in each layer alone and in all, in relu, tanh and softmax networks of three shapes. */
import { sampled } from '../helpers/sample.js';
import { namesSlips } from './slips.suite.js';

namesSlips('in each network and layer', sampled);
