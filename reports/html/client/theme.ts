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
  const brush = document.createElement('canvas').getContext('2d');
  const color = (name: string) => resolve(style.getPropertyValue(name).trim(), brush);
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

/** Any colour as `#rrggbb`: where colours are forced, the style sheet names those of the system. */
function resolve(color: string, brush: CanvasRenderingContext2D | null): string {
  if (color.startsWith('#') || brush === null) return color;
  const probe = document.createElement('span');
  probe.style.color = color;
  document.body.append(probe);
  brush.fillStyle = getComputedStyle(probe).color;
  probe.remove();
  return brush.fillStyle;
}

/** `#rrggbb` at an opacity of 0–1. */
export function translucent(color: string, opacity: number): string {
  return `${color}${Math.round(opacity * 255)
    .toString(16)
    .padStart(2, '0')}`;
}
