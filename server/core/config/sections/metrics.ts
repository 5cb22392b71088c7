import { portOrOff, settings } from '../vocabulary.ts';

export const metricsSection = settings({
  port: portOrOff('9464').default('off').describe('The loopback port of the metrics for Prometheus, or off.'),
}).describe('Numbers for Prometheus.');
