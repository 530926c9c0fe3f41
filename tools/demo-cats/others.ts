/** Everything that is not a cat, by name, in the order in which the data set goes through them. */
import { paintBird, paintDog, paintFish, paintRabbit } from './animals.js';
import { paintFlower, paintMushroom, paintTree } from './nature.js';
import type { Painter } from './painting.js';
import { paintBall, paintBalloon, paintBoat, paintCar, paintHouse, paintRobot } from './things.js';

export const OTHERS = {
  dog: paintDog,
  bird: paintBird,
  car: paintCar,
  house: paintHouse,
  flower: paintFlower,
  ball: paintBall,
  robot: paintRobot,
  tree: paintTree,
  boat: paintBoat,
  fish: paintFish,
  rabbit: paintRabbit,
  mushroom: paintMushroom,
  balloon: paintBalloon,
} satisfies Record<string, Painter>;
