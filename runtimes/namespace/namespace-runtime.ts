/**
 * The built-in container runtime: mount, PID, network, UTS, IPC and cgroup namespaces (and a user namespace without root), an overlay
 * root, dropped capabilities and a system call filter. See runtimes/launcher for how.
 */
import { detectCgroups } from '../cgroup.js';
import { filesBelow, type Image } from '../images/image.js';
import { compileLauncher, launcherVersion } from '../launcher/programs.js';
import { sealProgram } from '../launcher/sealed-program.js';
import { isRootless, startSupervised } from '../launcher/supervised-instance.js';
import type { Instance, InstanceSpec, Runtime, RuntimeFacts } from '../runtime.js';

const NAMESPACES = ['mount', 'pid', 'net', 'uts', 'ipc', 'cgroup'];

export class NamespaceRuntime implements Runtime {
  readonly kind = 'container';
  #launcher: Promise<string> | undefined;
  #sealed: Promise<string> | undefined;

  async prepare(): Promise<void> {
    await this.#sealedLauncher();
  }

  async facts(): Promise<RuntimeFacts> {
    const { site } = await detectCgroups();
    return {
      id: 'namespace',
      version: launcherVersion(await this.#compiled()),
      container: {
        namespaces: isRootless() ? [...NAMESPACES, 'user'] : NAMESPACES,
        rootless: isRootless(),
        seccomp: true,
        cgroupLayout: site?.layout ?? 'none',
      },
    };
  }

  async files(image: Image): Promise<string[]> {
    return [await this.#compiled(), ...(await filesBelow(image.rootfs))];
  }

  async start(spec: InstanceSpec): Promise<Instance> {
    return startSupervised('container', await this.#sealedLauncher(), spec);
  }

  #compiled(): Promise<string> {
    this.#launcher ??= compileLauncher();
    return this.#launcher;
  }

  #sealedLauncher(): Promise<string> {
    this.#sealed ??= this.#compiled().then(sealProgram);
    return this.#sealed;
  }
}
