#!/usr/bin/env node
import '../dist/bin/dnn.js';
