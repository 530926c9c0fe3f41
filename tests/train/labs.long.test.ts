/** The course's labs against NumPy that are left of labs.test.ts. */
import { circlesLab, moonsLab } from './labs.suite.js';

circlesLab('circles-zeros', 'circles-x10');
moonsLab('moons-gd', 'moons-momentum');
