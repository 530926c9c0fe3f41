/** Parameters of every kind of network, as other libraries save them. */
import { describe } from 'vitest';
import { NETWORKS } from '../../helpers/networks.js';
import { areTheirOwn } from './import.suite.js';

describe('another library’s parameters of a network are its own', () => areTheirOwn(NETWORKS));
