/** The four usual cases. examples/requirements holds each as a file. */
import type { Requirements } from '../../bench/contract/requirements.js';

export interface Preset {
  readonly id: string;
  readonly requirements: Requirements & { readonly title: string };
}

export const PRESETS: readonly Preset[] = [
  {
    id: 'web-service',
    requirements: {
      title: 'Web service',
      maxStartSeconds: 1,
      startsPerHour: 60,
      memoryPerInstanceMiB: 256,
      busyHoursPerDay: 12,
      quietLoadPercent: 30,
    },
  },
  {
    id: 'batch-jobs',
    requirements: {
      title: 'Batch jobs',
      maxStartSeconds: 10,
      startsPerHour: 600,
      memoryPerInstanceMiB: 1024,
      minMemoryReturnedPercent: 80,
    },
  },
  {
    id: 'sandbox',
    requirements: {
      title: 'Multi-tenant sandbox for untrusted code, such as agents’',
      maxStartSeconds: 1,
      startsPerHour: 600,
      instancesPerHost: 50,
      memoryPerInstanceMiB: 128,
      untrustedCode: true,
    },
  },
  {
    id: 'build-farm',
    requirements: {
      title: 'Build farm',
      maxStartSeconds: 5,
      startsPerHour: 120,
      memoryPerInstanceMiB: 2048,
      operatingSystem: 'other-distribution',
      privilegedWork: 'needed',
    },
  },
];
