/**
 * The control that containers and VMs are compared with: the same supervisor, overlay root and cgroup limits as a container's, reached
 * by chroot, without PID, network, UTS, IPC or cgroup namespaces, without a system call filter and with all privileges.
 */
import { filesBelow, type Image } from '../images/image.js';
import { compileLauncher, launcherVersion } from '../launcher/programs.js';
import { startSupervised } from '../launcher/supervised-instance.js';
import type { Instance, InstanceSpec, Runtime, RuntimeFacts } from '../runtime.js';

export class BareRuntime implements Runtime {
  readonly kind = 'bare';
  #launcher: Promise<string> | undefined;

  async prepare(): Promise<void> {
    await this.#compiled();
  }

  async facts(): Promise<RuntimeFacts> {
    return { id: 'bare', version: launcherVersion(await this.#compiled()) };
  }

  async files(image: Image): Promise<string[]> {
    return [await this.#compiled(), ...(await filesBelow(image.rootfs))];
  }

  async start(spec: InstanceSpec): Promise<Instance> {
    return startSupervised('bare', await this.#compiled(), spec);
  }

  #compiled(): Promise<string> {
    this.#launcher ??= compileLauncher();
    return this.#launcher;
  }
}
