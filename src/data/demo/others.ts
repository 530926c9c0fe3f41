/** Everything that is not a cat, by name, in the order in which the data set goes through them. */
import { paintBird, paintDog, paintFish, paintRabbit } from './animals.js';
import { paintFlower, paintMushroom, paintPerson, paintTree } from './nature.js';
import type { Painter } from './picture.js';
import { paintBall, paintBalloon, paintBoat, paintCar, paintHouse } from './things.js';

export const OTHERS = {
  dog: paintDog,
  bird: paintBird,
  car: paintCar,
  house: paintHouse,
  flower: paintFlower,
  ball: paintBall,
  tree: paintTree,
  boat: paintBoat,
  person: paintPerson,
  fish: paintFish,
  rabbit: paintRabbit,
  mushroom: paintMushroom,
  balloon: paintBalloon,
} satisfies Record<string, Painter>;
