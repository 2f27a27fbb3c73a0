/** Lets this process hold no more memory than it uses. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** A call of it collects all garbage. The interpreter shows its collector only to contexts that are made after the flag was set. */
export function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') throw new Error('the interpreter offers no garbage collection');
  return () => void Reflect.apply(collect, undefined, []);
}
