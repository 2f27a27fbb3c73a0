import { describe, expect, it } from 'vitest';
import { setUpGuest } from './guest-setup.js';

describe('setUpGuest', () => {
  it('emulates when asked to, and tells the guest the rate of its clock', async () => {
    const setup = await setUpGuest({ accelerator: 'tcg' });
    expect(setup.choice).toEqual({ accelerator: 'tcg', reason: 'software emulation was asked for', cpuModel: 'max' });
    expect(setup.cmdline).toMatch(/^console=ttyS0 panic=-1 .*(tsc_early_khz=\d{6,7} tsc=reliable)?$/);
    expect(setup.cmdline).not.toMatch(/mitigations|quiet/);
  });

  it('believes KVM only after a guest has booted, and refuses a forced KVM that does not work', async () => {
    const setup = await setUpGuest({ accelerator: 'auto' });
    expect(setup.choice.reason).not.toBe('');
    if (setup.choice.accelerator === 'kvm') {
      expect(setup.choice.cpuModel).toMatch(/^host/);
      expect(setup.cmdline).not.toContain('tsc');
    } else {
      await expect(setUpGuest({ accelerator: 'kvm' })).rejects.toThrow(
        `KVM was asked for and does not work here: ${setup.choice.reason}`,
      );
    }
  });
});
