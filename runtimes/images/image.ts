/** An image: a root filesystem, how to run it, and the digest that names both. */

export interface ImageConfig {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

export interface Image {
  /** `sha256:` + 64 hex digits over the canonical manifest of the root filesystem and the configuration. */
  readonly digest: string;
  /** Folder with the unpacked root filesystem; nothing ever writes to it. */
  readonly rootfs: string;
  /** Sum of the regular files' sizes. */
  readonly sizeBytes: number;
  readonly config: ImageConfig;
}
