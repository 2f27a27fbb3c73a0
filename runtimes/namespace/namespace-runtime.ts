/**
 * The built-in container runtime: mount, PID, network, UTS, IPC and cgroup namespaces (and a user namespace without root), an overlay
 * root, dropped capabilities and a system call filter. See runtimes/launcher for how.
 */
import { detectCgroups } from '../cgroup.js';
import { filesBelow, type Image } from '../images/image.js';
import { compilePrograms, programVersion } from '../launcher/programs.js';
import { type InstancePrograms, isRootless, startSupervised } from '../launcher/supervised-instance.js';
import type { Instance, InstanceSpec, Runtime, RuntimeFacts } from '../runtime.js';

const NAMESPACES = ['mount', 'pid', 'net', 'uts', 'ipc', 'cgroup'];

export class NamespaceRuntime implements Runtime {
  readonly kind = 'container';
  #programs: Promise<InstancePrograms> | undefined;

  async prepare(): Promise<void> {
    await this.#compiled();
  }

  async facts(): Promise<RuntimeFacts> {
    const { site } = await detectCgroups();
    return {
      id: 'namespace',
      version: programVersion(await this.#compiled()),
      container: {
        namespaces: isRootless() ? [...NAMESPACES, 'user'] : NAMESPACES,
        rootless: isRootless(),
        seccomp: true,
        cgroupLayout: site?.layout ?? 'none',
      },
    };
  }

  async files(image: Image): Promise<string[]> {
    const { launcher, supervisor } = await this.#compiled();
    return [launcher, supervisor, ...(await filesBelow(image.rootfs))];
  }

  async start(spec: InstanceSpec): Promise<Instance> {
    return startSupervised('container', await this.#compiled(), spec);
  }

  #compiled(): Promise<InstancePrograms> {
    this.#programs ??= compilePrograms();
    return this.#programs;
  }
}
