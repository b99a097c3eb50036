/** Pixels between the cells of the grids that most detectors have. */
export const defaultStrides: readonly number[] = [8, 16, 32];
