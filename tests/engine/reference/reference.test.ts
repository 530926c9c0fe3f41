import { createReference } from '../../../src/engine/reference/reference.js';
import { conformance } from '../../helpers/conformance.js';

conformance('reference float64', () => createReference('float64'));
conformance('reference float32', () => createReference('float32'));
