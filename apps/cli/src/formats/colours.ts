/** Told apart by people with colour-blind eyes, too (Okabe and Ito). */
export const COLOURS = ['#e69f00', '#56b4e9', '#009e73', '#f0e442', '#0072b2', '#d55e00', '#cc79a7'] as const;
