import { startMain } from './steps';

startMain();
