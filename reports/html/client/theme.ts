/** Colours of the page as charts need them; the style sheet is the only place that defines them. */

export interface Theme {
  readonly text: string;
  readonly muted: string;
  readonly grid: string;
  readonly surface: string;
  readonly better: string;
  readonly worse: string;
  readonly fontFamily: string;
  readonly slot: (slot: number) => string;
}

export function readTheme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string) => style.getPropertyValue(name).trim();
  return {
    text: color('--text'),
    muted: color('--muted'),
    grid: color('--grid'),
    surface: color('--surface'),
    better: color('--better'),
    worse: color('--worse'),
    fontFamily: getComputedStyle(document.body).fontFamily,
    slot: (slot) => color(`--slot-${slot}`),
  };
}

/** `#rrggbb` at an opacity of 0–1. */
export function translucent(color: string, opacity: number): string {
  return `${color}${Math.round(opacity * 255)
    .toString(16)
    .padStart(2, '0')}`;
}

/** What `color` at `opacity` looks like on the surface, opaque. */
export function mixed(color: string, surface: string, opacity: number): string {
  const under = channels(surface);
  const parts = channels(color).map((channel, index) => Math.round(channel * opacity + (under[index] ?? 0) * (1 - opacity)));
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

/** Relative luminance at which #14171b and white contrast equally with the ground. */
const DARK_TEXT_FROM = 0.197;

/** Black or white, whichever reads better on the colour (WCAG relative luminance). */
export function readableOn(color: string): string {
  const [red = 0, green = 0, blue = 0] = channels(color).map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > DARK_TEXT_FROM ? '#14171b' : '#ffffff';
}

function channels(color: string): number[] {
  return [1, 3, 5].map((start) => Number.parseInt(color.slice(start, start + 2), 16));
}
