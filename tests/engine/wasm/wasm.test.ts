import { createWasm } from '../../../src/engine/wasm/wasm.js';
import { conformance } from '../../helpers/conformance.js';

conformance('wasm float64', () => createWasm('float64'));
conformance('wasm float32', () => createWasm('float32'));
