import { hasSavedWrites } from './state';

// Runs at the end of every job, whatever became of the main step. Most have nothing to do.
if (hasSavedWrites(process.env)) import('./steps').then(({ startPost }) => startPost());
