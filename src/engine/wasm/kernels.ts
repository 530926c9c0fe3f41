/** The kernels' signatures, made from kernels/ by the build. Counts are in values, strides in bytes. */
import type { Address } from './arena.js';

export interface Kernels {
  correlate(
    count: number,
    height: number,
    width: number,
    channels: number,
    kernelHeight: number,
    kernelWidth: number,
    stride: number,
    filters: number,
    x: Address,
    w: Address,
    bias: Address,
    z: Address,
    first: number,
    end: number,
  ): void;
  correlatePatchWeights(
    firstFilter: number,
    filterCount: number,
    count: number,
    height: number,
    width: number,
    channels: number,
    kernelHeight: number,
    kernelWidth: number,
    filters: number,
    x: Address,
    dz: Address,
    divisor: number,
    u: Address,
    dw: Address,
  ): void;
  transformFilters(
    firstFilter: number,
    filterCount: number,
    filters: number,
    channels: number,
    kernelHeight: number,
    kernelWidth: number,
    w: Address,
    u: Address,
  ): void;
  correlatePatches(
    count: number,
    height: number,
    width: number,
    channels: number,
    kernelHeight: number,
    kernelWidth: number,
    filters: number,
    x: Address,
    u: Address,
    bias: Address,
    z: Address,
    first: number,
    end: number,
  ): void;
  correlateWeights(
    firstTap: number,
    tapCount: number,
    count: number,
    height: number,
    width: number,
    channels: number,
    kernelHeight: number,
    kernelWidth: number,
    stride: number,
    filters: number,
    x: Address,
    dz: Address,
    divisor: number,
    dw: Address,
  ): void;
  addScaled(n: number, x: Address, factor: number, y: Address): void;
  scale(n: number, factor: number, y: Address): void;
  clip(n: number, limit: number, y: Address): void;
  scaleRows(rows: number, cols: number, factors: Address, y: Address): void;
  difference(n: number, a: Address, b: Address, factor: number, d: Address): void;
  addBias(rows: number, cols: number, bias: Address, z: Address): void;
  relu(n: number, z: Address, slope: number, a: Address): void;
  reluBackward(n: number, da: Address, a: Address, slope: number, dz: Address): void;
  tanhForward(n: number, z: Address, a: Address): void;
  tanhBackward(n: number, da: Address, a: Address, dz: Address): void;
  sigmoidForward(n: number, z: Address, a: Address): void;
  sigmoidBackward(n: number, da: Address, a: Address, dz: Address): void;
  geluForward(n: number, z: Address, a: Address): void;
  geluBackward(n: number, da: Address, z: Address, dz: Address): void;
  fromBytes(
    count: number,
    cols: number,
    bytes: Address,
    stride: number,
    list: Address,
    divisor: number,
    x: Address,
  ): void;
  gatherRows(count: number, cols: number, x: Address, list: Address, out: Address): void;
  placeImages(
    count: number,
    height: number,
    width: number,
    channels: number,
    largerHeight: number,
    largerWidth: number,
    top: number,
    left: number,
    step: number,
    x: Address,
    p: Address,
  ): void;
  maxPool(
    count: number,
    height: number,
    width: number,
    channels: number,
    size: number,
    x: Address,
    a: Address,
  ): void;
  maxPoolBackward(
    count: number,
    height: number,
    width: number,
    channels: number,
    size: number,
    da: Address,
    x: Address,
    a: Address,
    dx: Address,
  ): void;
  averagePool(
    count: number,
    height: number,
    width: number,
    channels: number,
    size: number,
    x: Address,
    a: Address,
  ): void;
  averagePoolBackward(
    count: number,
    height: number,
    width: number,
    channels: number,
    size: number,
    da: Address,
    dx: Address,
  ): void;
  multiply(
    m: number,
    n: number,
    k: number,
    a: Address,
    aRow: number,
    aCol: number,
    b: Address,
    bRow: number,
    bCol: number,
    c: Address,
    cRow: number,
    divisor: number,
    firstRow: number,
    further: 0 | 1,
  ): void;
  mirror(n: number, g: Address): void;
  findNonZeros(
    m: number,
    k: number,
    x: Address,
    most: number,
    starts: Address,
    places: Address,
    values: Address,
  ): number;
  byColumns(
    m: number,
    k: number,
    starts: Address,
    places: Address,
    values: Address,
    columnStarts: Address,
    columnPlaces: Address,
    columnValues: Address,
  ): void;
  dropout(n: number, a: Address, mask: Address, keep: number, out: Address): void;
  sumProducts(rows: number, cols: number, a: Address, b: Address, divisor: number, sums: Address): void;
  variances(rows: number, cols: number, z: Address, means: Address, result: Address): void;
  normalize(
    rows: number,
    cols: number,
    z: Address,
    means: Address,
    variances: Address,
    epsilon: number,
    out: Address,
  ): void;
  scaleAndShift(rows: number, cols: number, x: Address, gamma: Address, beta: Address, out: Address): void;
  normalizeBackward(
    rows: number,
    cols: number,
    dy: Address,
    x: Address,
    gamma: Address,
    dGamma: Address,
    dBeta: Address,
    variances: Address,
    epsilon: number,
    dz: Address,
  ): void;
  rmsprop(n: number, g: Address, s: Address, w: Address, rate: number, rho: number, epsilon: number): void;
  adagrad(n: number, g: Address, s: Address, w: Address, rate: number, epsilon: number): void;
  adam(
    n: number,
    g: Address,
    m: Address,
    v: Address,
    w: Address,
    step: number,
    beta1: number,
    beta2: number,
    epsilon: number,
    inner: number,
    inverseRoot: number,
  ): void;
  dot(n: number, a: Address, b: Address): number;
  sumRows(rows: number, cols: number, d: Address, divisor: number, sums: Address): void;
  softmax(rows: number, cols: number, z: Address, a: Address): void;
  softmaxBackward(rows: number, cols: number, da: Address, a: Address, dz: Address): void;
  logisticCost(n: number, z: Address, y: Address): number;
  softmaxCost(rows: number, cols: number, z: Address, y: Address): number;
  squaredError(n: number, a: Address, y: Address): number;
  useScratch(address: Address): void;
  multiplySparse(
    m: number,
    n: number,
    k: number,
    x: Address,
    starts: Address,
    places: Address,
    values: Address,
    w: Address,
    c: Address,
    cRow: number,
  ): void;
  multiplySparseTurned(
    m: number,
    n: number,
    k: number,
    x: Address,
    columnStarts: Address,
    columnPlaces: Address,
    columnValues: Address,
    d: Address,
    dRow: number,
    divisor: number,
    c: Address,
    add: 0 | 1,
  ): void;
  scratchBytes(): number;
}

export interface ByteKernels {
  readDecimals(text: Address, to: Address, stop: Address): number;
  splitRow(
    text: Address,
    from: number,
    separator: number,
    newline: number,
    most: number,
    numbers: Address,
  ): number;
  resample(
    outer: number,
    size: number,
    newSize: number,
    inner: number,
    first: Address,
    start: Address,
    weights: Address,
    source: Address,
    result: Address,
  ): void;
  overWhite(n: number, rgba: Address, rgb: Address): void;
}
