/**
 * Of the code that every workload shares while it is timed: the marks, the warm-up and the loop of the window. Raised whenever that changes what is
 * measured: figures of different versions are never compared, whatever the workload. See CONTRIBUTING.md, "Changing a measurement".
 */
export const PROGRAM_VERSION = '1';
