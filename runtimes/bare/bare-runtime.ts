/**
 * The control that containers and VMs are compared with: the same supervisor, overlay root and cgroup limits as a container's, reached
 * by chroot, without PID, network, UTS, IPC or cgroup namespaces, without a system call filter and with all privileges.
 */
import { filesBelow, type Image } from '../images/image.js';
import { compilePrograms, programVersion } from '../launcher/programs.js';
import { type InstancePrograms, startSupervised } from '../launcher/supervised-instance.js';
import type { Instance, InstanceSpec, Runtime, RuntimeFacts } from '../runtime.js';

export class BareRuntime implements Runtime {
  readonly kind = 'bare';
  #programs: Promise<InstancePrograms> | undefined;

  async prepare(): Promise<void> {
    await this.#compiled();
  }

  async facts(): Promise<RuntimeFacts> {
    return { id: 'bare', version: programVersion(await this.#compiled()) };
  }

  async files(image: Image): Promise<string[]> {
    const { launcher, supervisor } = await this.#compiled();
    return [launcher, supervisor, ...(await filesBelow(image.rootfs))];
  }

  async start(spec: InstanceSpec): Promise<Instance> {
    return startSupervised('bare', await this.#compiled(), spec);
  }

  #compiled(): Promise<InstancePrograms> {
    this.#programs ??= compilePrograms();
    return this.#programs;
  }
}
