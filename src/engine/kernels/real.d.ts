/** The dtype that the build compiles for, `--use Real=f64` or `--use Real=f32`; type checkers take the former. */
declare type Real = f64;
