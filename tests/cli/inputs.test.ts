import { describeInputs } from './inputs.suite.js';

describeInputs({ everyWay: false });
